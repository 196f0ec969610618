// What others make of a standard approval, durable with SQLite FULL, in groups of the size given:
// `plain`: a Node program with better-sqlite3 that writes the same rows, each event made into JSON and hashed;
// `bpmn-engine`: a process of six user tasks whose state is saved after each.
// Called by compare.mjs: node peers.mjs plain|bpmn FOLDER GROUP SECONDS; prints commands a second.
import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync, rmSync } from 'node:fs';
import Database from 'better-sqlite3';

const [which, folder, groupText, secondsText] = process.argv.slice(2);
const group = Number(groupText);
const seconds = Number(secondsText);

function openDatabase(path) {
  const db = new Database(path);
  db.pragma('journal_mode = wal');
  db.pragma('synchronous = full');
  db.pragma('cache_size = -65536');
  return db;
}

function plain() {
  const copy = `${folder}/plain.db`;
  for (const end of ['', '-wal', '-shm']) rmSync(copy + end, { force: true });
  copyFileSync(`${folder}/raw.db`, copy);
  const db = openDatabase(copy);
  const recording = JSON.parse(readFileSync(`${folder}/recording.json`, 'utf8'));
  let place = BigInt(db.prepare('select max(place) as last from ledger_events').safeIntegers().get().last);
  const value = ({ kind, value: it }) =>
    kind === 'blob' ? Buffer.from(it, 'hex') : kind === 'integer' ? BigInt(it) : it;
  const commands = recording.commands.map((statements) =>
    statements.map(({ sql, values }) => {
      const event = sql.startsWith('insert into ledger_events');
      return { run: db.prepare(sql), values: values.map(value), event, payload: event ? JSON.parse(values.at(-1).value) : null };
    }));
  const names = (text, number, key, code) =>
    text.replaceAll(recording.number, number).replaceAll(recording.approval, key).replace(/"code":"[^"]{16}"/g, `"code":"${code}"`);
  const command = (n) => {
    const approval = Math.floor(n / group / 6) * group + (n % group) + 1_000_000_000;
    const step = Math.floor(n / group) % 6;
    const number = recording.number[0] + String(approval).padStart(recording.number.length - 1, '0');
    const key = String(approval).padStart(16, '0');
    let codes = 0;
    for (const { run, values, event, payload } of commands[step]) {
      const code = `${String(approval).padStart(12, '0')}${step}${codes++}`.padEnd(16, 'X').slice(0, 16);
      const bound = values.map((one) =>
        typeof one !== 'string' ? one : recording.codes.includes(one) ? code : names(one, number, key, code));
      if (event) {
        bound[0] = ++place;
        bound[bound.length - 1] = names(JSON.stringify(payload), number, key, code);
        bound[11] = createHash('sha256').update(bound.at(-1)).digest();
      }
      run.run(...bound);
    }
  };
  return { db, command };
}

async function bpmn() {
  const { Engine } = await import('bpmn-engine');
  rmSync(`${folder}/bpmn.db`, { force: true });
  const db = openDatabase(`${folder}/bpmn.db`);
  db.exec('create table instances (id integer primary key, state text not null)');
  const save = db.prepare('insert into instances values (?, ?) on conflict (id) do update set state = excluded.state');
  const tasks = ['accept', 'quality', 'safety', 'planning', 'grant'];
  const flow = ['start', ...tasks, 'end'];
  const source = `<?xml version="1.0" encoding="UTF-8"?>
    <definitions id="approval" xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p" isExecutable="true">
    <startEvent id="start"/>${tasks.map((id) => `<userTask id="${id}"/>`).join('')}<endEvent id="end"/>
    ${flow.slice(1).map((id, i) => `<sequenceFlow id="f${i}" sourceRef="${flow[i]}" targetRef="${id}"/>`).join('')}
    </process></definitions>`;
  const running = new Map();
  const command = async (n) => {
    const id = Math.floor(n / group / 6) * group + (n % group);
    let one = running.get(id);
    if (!one) {
      const engine = new Engine({ name: `a${id}`, source });
      one = { engine, execution: await engine.execute({ variables: { form: 'x'.repeat(600) } }) };
      running.set(id, one);
    } else {
      one.execution.getPostponed().find((task) => task.type === 'bpmn:UserTask')?.signal();
    }
    save.run(id, JSON.stringify(await one.engine.getState()));
    if (Math.floor(n / group) % 6 === 5) running.delete(id);
  };
  return { db, command };
}

const { db, command } = which === 'plain' ? plain() : await bpmn();
const begun = performance.now();
let done = 0;
while (performance.now() - begun < seconds * 1000) {
  db.exec('begin immediate');
  for (let i = 0; i < group; ++i) {
    const ended = command(done++);
    if (ended) await ended;
  }
  db.exec('commit');
}
console.log(JSON.stringify({ rate: done / ((performance.now() - begun) / 1000) }));
db.close();
