// The maths of the small charts: scales that begin at zero, bars and lines that leave out what is not known.

export interface Point {
  label: string
  /** Missing: not known; it is left out, never drawn as zero. */
  value: number | undefined
  /** As people read it, with its unit. */
  printed: string
}

export interface Scale {
  low: number
  high: number
  ticks: number[]
}

export interface Box {
  left: number
  top: number
  width: number
  height: number
}

export interface Bar extends Box {
  point: Point
  /** The middle across the direction of the bar, and its end along it. */
  middle: number
  end: number
  negative: boolean
}

/** The smallest of 1, 2, 2.5, 5 × 10ⁿ that is not below the size. */
function niceStep(size: number): number {
  const power = 10 ** Math.floor(Math.log10(size))
  const step = [1, 2, 2.5, 5, 10].find((one) => one * power >= size * (1 - 1e-9)) ?? 10
  return step * power
}

/** A scale that holds zero and all values, with round ticks, at most so many steps. */
export function niceScale(values: (number | undefined)[], steps = 4): Scale {
  const known = values.filter((one): one is number => one !== undefined && Number.isFinite(one))
  const least = Math.min(0, ...known)
  const most = Math.max(0, ...known)
  if (least === most) return { low: 0, high: 1, ticks: [0, 1] }
  const step = niceStep((most - least) / steps)
  const first = Math.floor(least / step + 1e-9)
  const last = Math.ceil(most / step - 1e-9)
  // Ticks are made from whole numbers so that 0.1 × 3 is shown as 0.3.
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)))
  return { low: ticks[0]!, high: ticks[ticks.length - 1]!, ticks }
}

/** Where a value stands between the ends of the scale: 0 at the low end, 1 at the high one. */
export const placeOf = (scale: Scale, value: number) => (value - scale.low) / (scale.high - scale.low)

/** Upright bars, one for each point that is known, in equal parts of the box. */
export function columns(points: Point[], scale: Scale, box: Box): Bar[] {
  const part = box.width / Math.max(1, points.length)
  const width = Math.min(part * 0.62, 56)
  const yOf = (value: number) => box.top + box.height * (1 - placeOf(scale, value))
  return points.flatMap((point, i) => {
    if (point.value === undefined) return []
    const zero = yOf(0)
    const end = yOf(point.value)
    const middle = box.left + part * (i + 0.5)
    return [{ point, left: middle - width / 2, width, top: Math.min(zero, end), height: Math.abs(end - zero), middle, end, negative: point.value < 0 }]
  })
}

/** Bars that lie, one below the other; the label stands above each. */
export function rows(points: Point[], scale: Scale, box: Box, rowHeight: number, thickness: number): Bar[] {
  const xOf = (value: number) => box.left + box.width * placeOf(scale, value)
  return points.flatMap((point, i) => {
    if (point.value === undefined) return []
    const zero = xOf(0)
    const end = xOf(point.value)
    const top = box.top + i * rowHeight + (rowHeight - thickness)
    return [{ point, left: Math.min(zero, end), width: Math.abs(end - zero), top, height: thickness, middle: top + thickness / 2, end, negative: point.value < 0 }]
  })
}

export interface Spot {
  point: Point
  x: number
  y: number
}

/** The points of a line, in runs: where one is not known the line breaks off. */
export function line(points: Point[], scale: Scale, box: Box): Spot[][] {
  const part = box.width / Math.max(1, points.length)
  const runs: Spot[][] = [[]]
  points.forEach((point, i) => {
    if (point.value === undefined) {
      if (runs[runs.length - 1]!.length > 0) runs.push([])
      return
    }
    runs[runs.length - 1]!.push({ point, x: box.left + part * (i + 0.5), y: box.top + box.height * (1 - placeOf(scale, point.value)) })
  })
  return runs.filter((run) => run.length > 0)
}

export const pathOf = (run: Spot[]) => run.map((spot, i) => `${i === 0 ? 'M' : 'L'}${spot.x.toFixed(1)} ${spot.y.toFixed(1)}`).join('')
