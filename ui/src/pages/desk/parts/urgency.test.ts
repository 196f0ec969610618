import { describe, expect, it } from 'vitest'
import type { Task } from './model'
import { byUrgency, compareLists, countByLamp, dueWords, lampOf, taskKey } from './urgency'

const task = (number: string, lamp?: string, due?: string, step?: string): Task => ({
  case: number, matter: 'm', name: { zh: '事项', en: 'Matter' }, title: number, what: { zh: '', en: '' }, role: 'intake',
  organisation: 'bureau', received_at: '2026-04-28T01:00:00Z', package: '',
  ...(lamp ? { lamp } : {}), ...(due ? { due } : {}), ...(step ? { step } : {}),
})

describe('byUrgency', () => {
  it('puts the worse lamp first, then the earlier due time, then what has no due time', () => {
    const list = [task('d'), task('c', 'green', '2026-04-28T02:00:00Z'), task('b', 'red', '2026-04-30T02:00:00Z'), task('a', 'overdue'), task('e', 'red', '2026-04-29T02:00:00Z')]
    expect(list.sort(byUrgency).map((one) => one.case).join('')).toBe('aebcd')
  })
  it('is a total order even for two reviews of one case, and for a lamp that it does not know', () => {
    expect(byUrgency(task('a', 'red', undefined, 'x'), task('a', 'red', undefined, 'y'))).toBeLessThan(0)
    expect(lampOf('violet')).toBe('none')
    expect(countByLamp([task('a', 'red'), task('b', 'violet'), task('c')])).toMatchObject({ red: 1, none: 2 })
  })
})

describe('compareLists', () => {
  const shown = [task('a', 'red'), task('b', 'yellow'), task('c', 'green')]
  it('tells what is new and what was done by others', () => {
    const found = compareLists(shown, [task('a', 'red'), task('n', 'red'), task('c', 'green')], true)
    expect(found.fresh.map(taskKey)).toEqual(['n'])
    expect([...found.gone]).toEqual(['b'])
  })
  it('does not call gone what may stand on a later page', () => {
    expect([...compareLists(shown, [task('n', 'overdue'), task('a', 'red')], false).gone]).toEqual([])
    expect([...compareLists(shown, [task('b', 'yellow')], false).gone]).toEqual(['a'])
    expect([...compareLists(shown, [], true).gone]).toHaveLength(3)
  })
})

describe('dueWords', () => {
  const now = new Date('2026-04-28T08:00:00Z') // 16:00 in the zone
  it.each([
    [undefined, 'none'],
    ['nonsense', 'none'],
    ['2026-04-28T08:30:00Z', 'minutes'],
    ['2026-04-28T09:30:00Z', 'today'],
    ['2026-04-28T15:59:00Z', 'today'],
    ['2026-04-28T16:01:00Z', 'tomorrow'],
    ['2026-04-30T04:00:00Z', 'day'],
    ['2026-04-28T07:40:00Z', 'lateMinutes'],
    ['2026-04-28T01:00:00Z', 'lateToday'],
    ['2026-04-27T09:00:00Z', 'lateDay'],
  ])('%s is %s', (due, key) => expect(dueWords(due, now, 'zh').key).toBe(key))
  it('writes the time of the zone, and the year only if it is another', () => {
    expect(dueWords('2026-04-30T04:00:00Z', now, 'zh')).toMatchObject({ time: '12:00', date: '4月30日周四' })
    expect(dueWords('2027-01-04T04:00:00Z', now, 'en').date).toContain('2027')
    expect(dueWords('2026-04-28T08:00:30Z', now, 'zh')).toMatchObject({ key: 'minutes', minutes: 1 })
  })
})
