import { describe, expect, it } from 'vitest'
import { groupPressing, isCheck, totalOf, type Pressing } from './supervision'

const item = (number: string, organisation: string) => ({ number, organisation }) as Pressing

describe('supervision', () => {
  it('groups by body and keeps the order of urgency', () => {
    const groups = groupPressing([item('1', 'b'), item('2', 'a'), item('3', 'b')])
    expect(groups.map((group) => [group.organisation, group.items.map((one) => one.number)])).toEqual([['b', ['1', '3']], ['a', ['2']]])
  })

  it('adds up all lamps of a body', () => {
    expect(totalOf({ organisation: 'a', name: { zh: '', en: '' }, overdue: 1, red: 2, yellow: 3, green: 4, none: 5 })).toBe(15)
  })

  it('knows the checks that come after a decision', () => {
    expect(isCheck({ step: 'check/domicile-check' })).toBe(true)
    expect(isCheck({ step: 'quality' })).toBe(false)
    expect(isCheck({})).toBe(false)
  })
})
