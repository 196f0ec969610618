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
  it('tells what was looked up and found, also that nothing was found, and is silent about what was not filled in', () => {
    const name = { zh: '场所', en: 'Site' }
    const fact = { register: 'site', name, key_name: name }
    const facts = factsOf({
      facts: [
        { ...fact, id: 'site', key: 'S-1', entries: [{ key: 'S-1', version: 2, fields: [{ id: 'capacity', name, value: 3 }, { id: 'trades', name, value: ['a', 'b'] }, { id: 'declared', name, value: false }] }] },
        { ...fact, id: 'same_name', key: '示例', entries: [] },
        { ...fact, id: 'premises', key: '', entries: [] },
      ],
    })
    expect(facts.map((one) => one.id)).toEqual(['site', 'same_name'])
    expect(facts[0]!.entries[0]!.fields.map((field) => field.value)).toEqual(['3', 'a、b', false])
    expect(factsOf({})).toEqual([])
  })
})
