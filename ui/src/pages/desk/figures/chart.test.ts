import { describe, expect, it } from 'vitest'
import { columns, line, niceScale, pathOf, placeOf, rows, type Point } from './chart'

const point = (label: string, value: number | undefined): Point => ({ label, value, printed: String(value) })
const box = { left: 10, top: 0, width: 100, height: 50 }

describe('the scale of a chart', () => {
  it('begins at zero, holds all values and has round ticks', () => {
    expect(niceScale([122.3, 172.3])).toEqual({ low: 0, high: 200, ticks: [0, 50, 100, 150, 200] })
    expect(niceScale([0.3]).ticks).toEqual([0, 0.1, 0.2, 0.3])
    expect(niceScale([3, 7, 1000]).high).toBe(1000)
    for (const values of [[1], [0.004, 0.0011], [99, 101], [1e9], [-3, 5], [-0.2]]) {
      const scale = niceScale(values)
      expect(scale.ticks).toContain(0)
      expect(scale.ticks.length).toBeLessThanOrEqual(6)
      for (const value of values) {
        expect(placeOf(scale, value)).toBeGreaterThanOrEqual(0)
        expect(placeOf(scale, value)).toBeLessThanOrEqual(1)
      }
    }
  })
  it('stands where nothing or only zero is known', () => {
    for (const values of [[], [0], [undefined, 0], [Number.NaN]]) expect(niceScale(values).high).toBeGreaterThan(0)
  })
})

describe('bars', () => {
  const points = [point('a', 4), point('b', undefined), point('c', -2)]
  const scale = { low: -2, high: 4, ticks: [-2, 0, 2, 4] }
  it('stand on zero, up or down, and what is not known has none', () => {
    const bars = columns(points, scale, box)
    expect(bars.map((one) => one.point.label)).toEqual(['a', 'c'])
    const zero = 50 * (1 - 2 / 6)
    expect(bars[0]!.top + bars[0]!.height).toBeCloseTo(zero)
    expect(bars[1]!.top).toBeCloseTo(zero)
    expect(bars[0]!.height).toBeCloseTo(bars[1]!.height * 2)
  })
  it('keep the place of their label when one between them is not known', () => {
    const bars = columns(points, scale, box)
    expect(bars[1]!.middle - bars[0]!.middle).toBeCloseTo((100 / 3) * 2)
  })
  it('lie below each other in the measure of their values', () => {
    const lying = rows([point('a', 10), point('b', 5)], { low: 0, high: 10, ticks: [0, 10] }, box, 40, 14)
    expect(lying.map((one) => one.width)).toEqual([100, 50])
    expect(lying[1]!.top - lying[0]!.top).toBe(40)
  })
})

describe('a line', () => {
  it('breaks off where a year is not known', () => {
    const runs = line([point('2018', undefined), point('2019', 1), point('2020', 2), point('2021', undefined), point('2022', 3)], niceScale([1, 2, 3]), box)
    expect(runs.map((run) => run.map((spot) => spot.point.label))).toEqual([['2019', '2020'], ['2022']])
    expect(pathOf(runs[0]!)).toMatch(/^M[\d.]+ [\d.]+L[\d.]+ [\d.]+$/)
  })
})
