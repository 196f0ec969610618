import { describe, expect, it } from 'vitest'
import { factsOf } from './facts'
import type { Task } from './model'
import { groupByBody, isCheck, isPressing } from './supervision'

const text = { zh: '', en: '' }
const task = (number: string, organisation: string, lamp?: string, step?: string): Task => ({
  case: number, matter: 'm', name: text, title: '', what: text, role: 'r', organisation, received_at: '2026-04-28T01:00:00Z', package: '',
  ...(lamp ? { lamp } : {}), ...(step ? { step } : {}),
})

describe('supervision', () => {
  it('puts the body with the most urgent task first and counts by lamp', () => {
    const groups = groupByBody([task('1', 'a', 'yellow'), task('2', 'b', 'green'), task('3', 'b', 'overdue'), task('4', 'a', 'red')])
    expect(groups.map((group) => [group.organisation, group.tasks.map((one) => one.case).join('')])).toEqual([['b', '32'], ['a', '41']])
    expect(groups[0]!.counts).toMatchObject({ overdue: 1, green: 1, red: 0 })
    expect(groupByBody([])).toEqual([])
  })
  it('knows what presses and what is a check', () => {
    expect([task('1', 'a', 'green'), task('1', 'a'), task('1', 'a', 'yellow')].map(isPressing)).toEqual([false, false, true])
    expect([task('1', 'a', undefined, 'check/domicile-check'), task('1', 'a', undefined, 'fire')].map(isCheck)).toEqual([true, false])
  })
})

describe('factsOf', () => {
  it('reads the facts that are told, with labels where there are any, and none where there are none', () => {
    const facts = factsOf({ facts: [{ id: 'site', name: { zh: '场所', en: 'Site' }, fields: { use: { zh: '用途', en: 'Use' } }, entries: [{ use: '办公', capacity: 3, trades: ['a', 'b'], gone: null }] }] })
    expect(facts[0]!.entries[0]!.fields).toEqual([
      { id: 'use', label: { zh: '用途', en: 'Use' }, value: '办公' },
      { id: 'capacity', label: { zh: 'capacity', en: 'capacity' }, value: 3 },
      { id: 'trades', label: { zh: 'trades', en: 'trades' }, value: 'a、b' },
    ])
    expect(factsOf({})).toEqual([])
  })
})
