import { describe, expect, it } from 'vitest'
import { changeOf, chartsOf, found, lampOfPace, paceOf, sectionsOf, yearsOf, type Figure, type Figures, type Target } from './model'

const text = (zh: string, en = zh) => ({ zh, en })
const figure = (id: string, more: Partial<Figure> = {}): Figure => ({
  id, name: text('产值', 'Output'), state: 'computed', printed: text('9亿元'), sentence: text('9亿元'), unit: text('亿元'), reasons: [], records: 1, needs: [], labels: [], basis: [], ...more,
})
const target = (more: Partial<Target>): Target => ({
  target_no: 'M', goal: 'g', owner: 'o', due: '2023-12-31', indicator: 'x', wanted: 100, state: 'on_the_way', state_name: text(''), set_on: '2022-01-01', percent: 40, ...more,
})

describe('figures', () => {
  it('stand in the groups of the bulletin', () => {
    const all = { sections: [{ title: text('经济'), indicators: ['b', 'gone', 'a'] }], indicators: [figure('a'), figure('b')] } as Figures
    expect(sectionsOf(all)[0]!.figures.map((one) => one.id)).toEqual(['b', 'a'])
  })
  it('are found by all words, in either language', () => {
    const one = figure('hitech-output', { labels: [{ id: 'h', name: text('高新', 'High-tech') }] })
    expect(found(one, '产值 HIGH')).toBe(true)
    expect(found(one, '产值 bridge')).toBe(false)
  })
  it('of several years are compared between the first and last that are known', () => {
    const one = figure('a', { periods: [{ year: 2019 }, { year: 2020, value: 0.1, printed: text('') }, { year: 2021, value: 0.3, printed: text('') }] })
    expect(changeOf(one, [2019, 2020, 2021])).toEqual({ from: 2020, to: 2021, difference: 0.2, percent: expect.closeTo(200) as number })
    expect(changeOf(one, [2019, 2021])).toBeUndefined()
    expect(yearsOf([one, figure('b')])).toEqual([2019, 2020, 2021])
  })
  it('have a chart by years and one by parts, each only where there is something to compare', () => {
    const periods = [2019, 2020].map((year) => ({ year, value: year, printed: text(`超${year}个`), amount: text(`${year}个`) }))
    const groups = { by: text('产业'), items: [{ code: 'a', name: text('甲'), value: 3, amount: text('3个'), records: 1 }, { code: 'b', name: text('乙'), records: 1 }] }
    const say = (one: { zh: string } | undefined) => one?.zh ?? ''
    expect(chartsOf(figure('a', { periods, groups }), say).map((one) => [one.of, one.form, one.points.map((point) => point.printed)])).toEqual([
      ['years', 'columns', ['2019个', '2020个']],
      ['parts', 'rows', ['3个', '']],
    ])
    expect(chartsOf(figure('a', { periods: periods.slice(1), groups: { ...groups, items: groups.items.slice(1) } }), say)).toEqual([])
  })
})

describe('a target', () => {
  it('is behind when less is done than time has passed', () => {
    expect(paceOf(target({}), '2022-06-30')).toBe('on_pace')
    expect(paceOf(target({}), '2023-06-30')).toBe('behind')
    expect(lampOfPace[paceOf(target({}), '2023-06-30')]).toBe('yellow')
  })
  it('keeps the state that the server gives once that is settled', () => {
    for (const state of ['reached', 'missed', 'unknown'] as const) expect(paceOf(target({ state }), '2023-06-30')).toBe(state)
  })
  it('has no pace without a beginning or a share', () => {
    expect(paceOf(target({ set_on: undefined }), '2023-06-30')).toBe('on_pace')
    expect(paceOf(target({ percent: undefined }), '2023-06-30')).toBe('on_pace')
  })
})
