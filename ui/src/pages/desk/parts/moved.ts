// What happened to a case between two readings of it.
import type { Case, Text } from './model'

export interface Move {
  at: string
  by: Text | string
  name: Text
  what: Text[]
}

export function movesSince(before: Pick<Case, 'timeline'>, after: Pick<Case, 'timeline'>): Move[] {
  // A timeline only grows at its end.
  return after.timeline.slice(before.timeline.length).map((entry) => ({ at: entry.at, by: entry.actor, name: entry.name, what: entry.what }))
}

/** Fields whose value differs between two readings, as pointers. */
export function changedPointers(before: unknown, after: unknown, pointer = ''): string[] {
  if (Object.is(before, after)) return []
  const isBranch = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
  if (!isBranch(before) || !isBranch(after)) return [pointer]
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((name) =>
    changedPointers(before[name], after[name], `${pointer}/${name.replace(/~/g, '~0').replace(/\//g, '~1')}`),
  )
}
