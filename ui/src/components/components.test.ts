import { describe, expect, it } from 'vitest'
import { placeGraph, textWidth } from './graph'
import { acceptOf, formatBytes, uploadFault } from './materials'
import type { TimelineBranch } from './model'
import { layOut } from './timeline'

const branch = (id: string, from: string, to: string | undefined, due?: string): TimelineBranch => ({
  id, name: id, state: '', tone: 'info', due, spans: [{ from, to, kind: to ? 'done' : 'running' }], entries: [],
})

describe('timeline', () => {
  const now = new Date('2026-04-28T04:00:00Z')
  it('lays parallel branches on one line and names the one that the whole waits for', () => {
    const layout = layOut(
      [branch('seal', '2026-04-28T02:00:00Z', '2026-04-28T03:00:00Z'), branch('tax', '2026-04-28T02:00:00Z', undefined, '2026-04-28T05:00:00Z'), branch('bank', '2026-04-28T03:00:00Z', undefined, '2026-04-28T06:00:00Z')],
      now,
    )
    expect(layout.slowest!.id).toBe('bank')
    expect(layout.tracks[0]!.bars[0]).toMatchObject({ left: 0, width: 25 })
    expect(layout.now).toBe(50)
  })
  it('keeps bars visible and inside, whatever the times', () => {
    const layout = layOut([branch('a', '2026-04-28T04:00:00Z', '2026-04-28T04:00:00Z'), branch('b', 'nonsense', undefined)], now)
    for (const track of layout.tracks)
      for (const bar of track.bars.filter((one) => !Number.isNaN(one.left))) expect(bar.left + bar.width).toBeLessThanOrEqual(100.001)
    expect(layOut([], now).slowest).toBeUndefined()
  })
})

describe('graph', () => {
  const nodes = ['登记', '公章', '税务'].map((name, i) => ({ id: String(i), name, state: '办理中', tone: 'info' as const }))
  it('puts what comes after further along, without overlaps, and leaves out edges to nowhere', () => {
    const graph = placeGraph(nodes, [{ from: '0', to: '1' }, { from: '0', to: '2' }, { from: '0', to: '9' }], true)
    expect(graph.edges).toHaveLength(2)
    const [first, second, third] = graph.nodes
    expect(second!.x).toBeGreaterThan(first!.x + first!.width)
    expect(Math.abs(second!.y - third!.y)).toBeGreaterThanOrEqual(second!.height)
  })
  it('counts Chinese letters as twice the Latin ones, nearly', () => expect(textWidth('舒心', 10)).toBe(20))
})

describe('materials', () => {
  const limits = { types: ['application/pdf', 'image/jpeg'], bytes: 1024 * 1024 }
  it('refuses at once what the server would refuse', () => {
    expect(uploadFault(new File(['x'], 'a.PDF'), limits)).toBeUndefined()
    expect(uploadFault(new File(['x'], 'a.exe', { type: 'application/x-msdownload' }), limits)).toBe('type')
    expect(uploadFault(new File([new Uint8Array(1024 * 1024 + 1)], 'a.pdf'), limits)).toBe('size')
  })
  it('writes sizes and accepted types', () => {
    expect([formatBytes(900), formatBytes(2048), formatBytes(1.25 * 1024 * 1024), formatBytes(20 * 1024 * 1024)]).toEqual(['900 B', '2 KB', '1.3 MB', '20 MB'])
    expect(acceptOf(['image/jpeg'])).toBe('image/jpeg,.jpg,.jpeg')
  })
})
