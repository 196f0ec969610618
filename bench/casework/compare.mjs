// Runs bench_casework and its peers in turns on standard approvals and prints medians and ratios.
import { execFileSync } from 'node:child_process';

const [program, peers, ...flags] = process.argv.slice(2);
const json = flags.includes('--json');
const rounds = Number(process.env.ROUNDS ?? 3);
const seconds = String(process.env.SECONDS_EACH ?? 1);
const folder = 'build/bench-casework-peers';

const rate = (file, words) => JSON.parse(execFileSync(file, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })).rate;
const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

execFileSync(program, ['--record', folder]);
for (const clients of [1, 64])
  for (const [peer, name] of [['plain', 'Node + better-sqlite3, the same rows'], ['bpmn', 'bpmn-engine + SQLite FULL']]) {
    const ours = [];
    const theirs = [];
    for (let round = 0; round < rounds; ++round) {
      ours.push(rate(program, ['--rate', String(clients), '--seconds', seconds]));
      theirs.push(rate('node', [`${peers}/peers.mjs`, peer, folder, String(clients), seconds]));
    }
    const line = {
      name: `casework/approval, ${clients} client${clients === 1 ? '' : 's'}`, unit: 'commands/s',
      ours: Math.round(median(ours)), peer: name, theirs: Math.round(median(theirs)),
      ratio: Math.round((median(ours) / median(theirs)) * 100) / 100,
    };
    console.log(json ? JSON.stringify(line)
      : `${line.name.padEnd(32)} ${String(line.ours).padStart(10)} commands/s   ${name}: ${line.theirs}   ratio ${line.ratio}`);
  }
