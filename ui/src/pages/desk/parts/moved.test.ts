import { describe, expect, it } from 'vitest'
import { changedPointers, movesSince } from './moved'
import { Wish } from './wish'

const text = (zh: string) => ({ zh, en: zh })
const entry = (action: string) => ({ at: '2026-04-28T01:00:00Z', action, name: text(action), by: 'intake', actor: '受理岗', what: [text('done')] })

describe('what has moved', () => {
  it('is what the timeline has at its end', () => {
    const moves = movesSince({ timeline: [entry('submit')] }, { timeline: [entry('submit'), entry('accept')] })
    expect(moves.map((move) => move.name.zh)).toEqual(['accept'])
    expect(movesSince({ timeline: [entry('a')] }, { timeline: [entry('a')] })).toEqual([])
  })
  it('points at the fields that differ, added and removed ones too', () => {
    expect(changedPointers({ a: 1, b: { c: [1, 2] }, d: 'x' }, { a: 1, b: { c: [1, 3] }, 'e/f': 1 })).toEqual(['/b/c/1', '/d', '/e~1f'])
    expect(changedPointers({ a: { b: 1 } }, { a: { b: 1 } })).toEqual([])
  })
})

describe('a wish', () => {
  it('keeps its key while it is the same and unanswered', () => {
    const wish = new Wish()
    const first = wish.keyFor({ a: 1 })
    expect(wish.keyFor({ a: 1 })).toBe(first)
    const other = wish.keyFor({ a: 2 })
    expect(other).not.toBe(first)
    wish.answered()
    expect(wish.keyFor({ a: 2 })).not.toBe(other)
  })
})
