// A reporter of node's test runner that tells only what failed, a few lines each: the closing words of a run.
import { relative } from 'node:path'

export default async function* failed(events) {
  for await (const { type, data } of events) {
    if (type !== 'test:fail') continue
    const error = data.details?.error
    // A suite or file fails because of what is in it, and that is told by itself.
    if (error?.failureType === 'subtestsFailed') continue
    const why = String(error?.cause?.message ?? error?.cause ?? error?.message ?? '')
    const lines = why.replace(/\u001b\[[0-9;]*m/g, '').split('\n').filter((line) => line.trim()).slice(0, 6)
    yield `not ok: ${relative(process.cwd(), data.file ?? '')}:${data.line ?? ''} ${data.name}\n${lines.map((line) => `    ${line}\n`).join('')}`
  }
}
