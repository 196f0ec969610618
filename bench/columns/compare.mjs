// Runs bench_columns and DuckDB in turns on the same data, compares their outputs row by row, and prints medians.
// DuckDB divides in doubles. A total may differ where an exact quotient lies within 1e-9 of where its rounding
// changes; each such row is listed. Any other difference fails the run.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const [program, ...flags] = process.argv.slice(2);
const json = flags.includes('--json');
const option = (name, otherwise) => Number(flags.find((f) => f.startsWith(`--${name}=`))?.split('=')[1]
  ?? (flags.includes(`--${name}`) ? flags[flags.indexOf(`--${name}`) + 1] : otherwise));
const rows = option('rows', 1_000_000);
const rounds = Number(process.env.ROUNDS ?? 7);
const threads = 2;

const child = spawn(program, [String(rows), String(threads)], { stdio: ['pipe', 'pipe', 'inherit'] });
const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
const next = async () => JSON.parse((await lines.next()).value);
const ask = (line) => (child.stdin.write(`${line}\n`), next());
await next();

let connection = null;
try {
  const { DuckDBInstance } = await import('../peers/columns/node_modules/@duckdb/node-api/lib/index.js');
  connection = await (await DuckDBInstance.create(':memory:', { threads: String(threads) })).connect();
} catch (error) {
  console.error(`the peer DuckDB is not installed (npm install in bench/peers/columns): ${error.message}`);
}

// The same numbers as make_firms in main.cpp, in doubles: what DuckDB divides fastest.
const chance = (a, most) => `(((i * ${a}) % 1000003) * 7919 % 999983 % ${most})`;
const numbers = { tax: [7841, 400000, -5000, 100], sales: [6121, 900000, 0, 10], value_added: [5237, 800000, 0, 100],
  land: [4451, 20000, 100, 100], energy: [3571, 600000, 100, 100], pollutants: [2719, 3000, 0, 100],
  staff: [1811, 900, 5, 1], rnd: [1049, 50000, 0, 100] };
const ratio = (above, below, baseline, weight, cap) =>
  `round(greatest(least(${above} / ${below} / ${baseline} * ${weight}, ${cap}), 0), 4)`;
const query = `create or replace temp table graded as
  with scored as (select i, industry, ${ratio('tax', 'land', 20, 40, 60)} as s1, ${ratio('sales', 'land', 350, 20, 30)} as s2,
    ${ratio('tax', 'energy', 0.6, 10, 15)} as s3,
    case when pollutants = 0 then null else ${ratio('tax', 'pollutants', 200, 10, 15)} end as s4,
    ${ratio('value_added', 'staff', 25, 10, 15)} as s5,
    case when sales = 0 then 0 else ${ratio('rnd', 'sales', 0.03, 10, 15)} end as s6 from firms),
  totalled as (select i, industry, round(s1 + s2 + s3 + coalesce(s4, round((select avg(s4) from scored), 4)) + s5 + s6, 4) as total
    from scored),
  ranked as (select i, total, rank() over (partition by industry order by total desc) as rank,
    count(*) over (partition by industry) as n from totalled)
  select i, total, rank, case when rank / n <= 0.2 then 'A' when rank / n <= 0.6 then 'B'
    when rank / n <= 0.95 then 'C' else 'D' end as grade from ranked`;

const median = (all) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)];
const timed = async (work) => {
  const begin = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - begin) / 1e6;
};

if (connection) {
  const columns = Object.entries(numbers).map(([name, [a, most, least, scale]]) =>
    `(${chance(a, most)} + ${least})::double / ${scale} as ${name}`);
  await connection.run(`create table firms as select i, ${columns.join(', ')}, 'C' || (13 + ${chance(613, 31)}) as industry
    from range(${rows}) t(i)`);
}
const ours = [], reads = [], matches = [], theirs = [];
for (let round = 0; round <= rounds; ++round) {
  const score = await ask('score');
  const read = await ask('read');
  const match = await ask('match');
  const peer = connection ? await timed(() => connection.run(query)) : null;
  if (round === 0) continue;  // the first warms both up
  ours.push(score.milliseconds);
  reads.push(read.milliseconds);
  matches.push(match.milliseconds);
  theirs.push(peer);
}

/// How far the exact quotients of a firm lie from where their fourth digit rounds.
function nearest(row) {
  const v = Object.fromEntries(Object.entries(numbers).map(([name, [a, most, least]]) =>
    [name, BigInt((((row * a) % 1000003) * 7919 % 999983) % most + least)]));
  // Numerator and denominator of score × 10^4.
  const parts = [[v.tax * 20000n, v.land], [v.sales * 200000n * 10n, v.land * 350n], [v.tax * 1000000n, v.energy * 6n],
    [v.tax * 500n, v.pollutants], [v.value_added * 40n, v.staff], [v.rnd * 1000000n, v.sales * 3n]];
  return Math.min(...parts.filter(([, below]) => below !== 0n).map(([above, below]) => {
    const twice = (above < 0n ? -above : above) * 2n;
    const off = (twice % (2n * below)) - below;
    return Math.abs(Number(off) / Number(2n * below)) * 1e-4;
  }));
}

let wrong = 0;
if (connection) {
  const own = join(tmpdir(), `columns-${process.pid}-ours`), peer = join(tmpdir(), `columns-${process.pid}-theirs`);
  await ask(`write ${own}`);
  await connection.run(`copy (select cast(round(total * 10000) as bigint), rank, grade from graded order by i)
    to '${peer}' (format csv, header false)`);
  const a = readFileSync(own, 'latin1').split('\n'), b = readFileSync(peer, 'latin1').split('\n');
  let near = 0, followed = 0;
  const listed = [];
  for (let row = 0; row < rows; ++row) {
    if (a[row] === b[row]) continue;
    const same = a[row].split(',')[0] === b[row].split(',')[0];
    if (same) ++followed;  // its total is the same: only its rank can have moved, with another's total
    else if (nearest(row) < 1e-9) ++near, listed.push(`row ${row}: ours ${a[row]}, DuckDB ${b[row]}: a quotient within 1e-9 of its rounding bound`);
    else ++wrong, console.error(`row ${row}: ours ${a[row]}, DuckDB ${b[row]}: not explained`);
  }
  if (followed > 0 && near === 0) wrong += followed;
  rmSync(own), rmSync(peer);
  const list = join(dirname(program), 'columns-differences.txt');
  writeFileSync(list, listed.join('\n'));
  console.error(`${rows} rows compared: ${near} differ near a rounding bound, ${followed} ranks or grades follow from these, ${wrong} not explained; each is listed in ${list}`);
}

const million = rows >= 1e6 ? `${rows / 1e6}M` : `${rows}`;
const print = (name, own, peer, theirs) => {
  const line = { name, unit: 'ms', ours: +own.toFixed(2), peer, theirs: theirs === null ? null : +theirs.toFixed(2),
    ratio: theirs === null ? null : +(theirs / own).toFixed(2) };
  console.log(json ? JSON.stringify(line) : `${name.padEnd(44)} ${line.ours} ms${theirs === null ? '' : `   ${peer} ${line.theirs} ms   ${line.ratio} x`}`);
};
print(`columns: score, rank, grade ${million}`, median(ours), connection ? 'duckdb' : null, connection ? median(theirs) : null);
print(`columns: score, rank, grade ${million} (reading once)`, median(ours), 'memory', median(reads));
print(`columns: ${million} firms x 100 policies of 5`, median(matches), null, null);
child.stdin.end();
process.exit(wrong > 0 ? 1 : 0);
