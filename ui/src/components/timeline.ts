// Lays the branches of a package along one line of time.
import type { TimelineBranch } from './model'

export interface Bar {
  left: number // percent of the width
  width: number
  kind: TimelineBranch['spans'][number]['kind']
}

export interface Track {
  branch: TimelineBranch
  bars: Bar[]
  due: number | undefined
  open: boolean
}

export interface Layout {
  from: number
  to: number
  now: number | undefined // percent, where now lies on the line
  tracks: Track[]
  /** The branch that is still open and has the latest due time: it is what the whole waits for. */
  slowest: TimelineBranch | undefined
  ticks: { left: number; at: string }[]
}

const leastWidth = 0.8

export function layOut(branches: TimelineBranch[], now: Date): Layout {
  const times = branches.flatMap((branch) => [
    ...branch.spans.flatMap((span) => [Date.parse(span.from), span.to ? Date.parse(span.to) : now.getTime()]),
    ...branch.entries.map((entry) => Date.parse(entry.at)),
    ...(branch.due ? [Date.parse(branch.due)] : []),
  ]).filter((time) => !Number.isNaN(time))
  const from = times.length ? Math.min(...times) : now.getTime()
  const to = times.length ? Math.max(...times, from + 60_000) : from + 60_000
  const place = (time: number) => Math.min(100, Math.max(0, ((time - from) / (to - from)) * 100))

  const tracks = branches.map((branch) => ({
    branch,
    bars: branch.spans.map((span) => {
      const left = place(Date.parse(span.from))
      const right = place(span.to ? Date.parse(span.to) : now.getTime())
      return { left: Math.min(left, 100 - leastWidth), width: Math.max(leastWidth, right - left), kind: span.kind }
    }),
    due: branch.due ? place(Date.parse(branch.due)) : undefined,
    open: branch.spans.some((span) => !span.to),
  }))
  const open = tracks.filter((track) => track.open)
  const slowest = open.length
    ? open.reduce((worst, track) => (Date.parse(track.branch.due ?? '') > Date.parse(worst.branch.due ?? '') || !worst.branch.due ? track : worst)).branch
    : undefined
  const inside = now.getTime() >= from && now.getTime() <= to
  const ticks = [0, 25, 50, 75, 100].map((left) => ({ left, at: new Date(from + ((to - from) * left) / 100).toISOString() }))
  return { from, to, now: inside ? place(now.getTime()) : undefined, tracks, slowest, ticks }
}
