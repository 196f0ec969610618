// Runs bench_rules and feelin in turns on the same work and prints medians and ratios.
// feelin has no table and no compiled form of its own; a FEEL function literal is parsed once and invoked often,
// and a table is a function a rule, tried in order. Answers are compared before anything is measured.
import { execFileSync } from 'node:child_process';

const [program, ...flags] = process.argv.slice(2);
const json = flags.includes('--json');
const rounds = Number(process.env.ROUNDS ?? 5);
const milliseconds = Number(process.env.MILLISECONDS ?? 200);

const ours = (...words) => execFileSync(program, words, { encoding: 'utf8', maxBuffer: 1 << 28 });
const work = JSON.parse(ours('--work'));

let feelin = null;
try {
  feelin = await import('../peers/rules/node_modules/feelin/dist/index.js');
} catch {
  console.error('the peer feelin is not installed: npm install in bench/peers/rules');
}

const feel = (text) => feelin.evaluate(text, {}).value;

function peerOfMicro({ expression, parameters, rows }) {
  const call = feel(`function(${parameters.join(', ')}) ${expression}`);
  const values = rows.map((row) => row.map(feel));
  return { count: values.length, run: (i) => call.invoke(values[i]) };
}

function peerOfTable({ columns, rules, rows }) {
  const compiled = rules.map((cells) => {
    const tests = cells.flatMap((cell, i) => (cell === '-' ? [] : [`(${columns[i]} in (${cell}))`]));
    return feel(`function(${columns.join(', ')}) ${tests.length === 0 ? 'true' : tests.join(' and ')}`);
  });
  const values = rows.map((row) => row.map(feel));
  return {
    count: values.length,
    run: (i) => {
      for (let rule = 0; rule < compiled.length; ++rule) if (compiled[rule].invoke(values[i]) === true) return rule + 1;
      return null;
    },
  };
}

function measure(peer) {
  for (let i = 0; i < 100; ++i) peer.run(i % peer.count);
  const begin = process.hrtime.bigint();
  const until = begin + BigInt(milliseconds) * 1000000n;
  let done = 0;
  while (process.hrtime.bigint() < until) for (let i = 0; i < 10; ++i) peer.run(done++ % peer.count);
  return Number(process.hrtime.bigint() - begin) / done;
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const plain = (value) => JSON.parse(JSON.stringify(value ?? null, (_, v) => (typeof v === 'bigint' ? Number(v) : v)));

const cases = [
  ...work.micros.map((micro) => [micro, peerOfMicro]),
  ...work.tables.map((table) => [table, peerOfTable]),
];
for (const [item, peerOf] of cases) {
  const peer = feelin && peerOf(item);
  const mine = [];
  const theirs = [];
  for (let round = 0; round < rounds; ++round) {
    const answer = JSON.parse(ours('--case', item.name, '--milliseconds', String(milliseconds)));
    mine.push(answer.nanoseconds);
    if (!peer) continue;
    if (round === 0)
      for (let i = 0; i < peer.count; ++i) {
        const [a, b] = [JSON.stringify(answer.answers[i]), JSON.stringify(plain(peer.run(i)))];
        if (a !== b) console.error(`${item.name}: row ${i}: ours ${a}, feelin ${b}`);
      }
    theirs.push(measure(peer));
  }
  const line = {
    name: `rules: ${item.name}`,
    unit: 'ns per evaluation',
    ours: median(mine),
    peer: feelin ? 'feelin 8.2.0' : null,
    theirs: feelin ? Math.round(median(theirs)) : null,
    ratio: feelin ? Math.round((median(theirs) / median(mine)) * 10) / 10 : null,
  };
  console.log(json ? JSON.stringify(line)
    : `${line.name.padEnd(36)} ${line.ours.toFixed(0).padStart(9)} ns` +
      (feelin ? `   feelin ${String(line.theirs).padStart(9)} ns   × ${line.ratio}` : ''));
}
