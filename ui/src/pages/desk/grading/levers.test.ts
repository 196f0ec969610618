import { describe, expect, it } from 'vitest'
import { ref } from 'vue'
import { reachOf, useChanges } from './laboratory'
import { asYaml, faultOf, leversOf, settingOf, type Lever } from './levers'
import { classesOf, column, csvSafe, explained, figure, plainReason, readable, sorted, type Firm, type Scheme } from './model'

const name = (text: string) => ({ zh: text, en: text })
const scheme = {
  id: 'small',
  name: name('small'),
  from: '2024-01-01',
  until: null,
  basis: [],
  fields: [],
  derived: [{ id: 'land', name: { zh: '用地面积（含租入）', en: 'Land used (with leased in)' }, unit: '亩', formula: 'land_mu' }],
  exempt: [],
  veto: [],
  indicators: [
    {
      id: 'I1', name: name('税'), formula: 'tax / land', unit: '万元/亩', model: 'ratio', missing: 'unknown', cap: '1.5 x weight', floor: 0, baseline: { times: 2, mean: 'sum-over-sum' },
      variants: [{ formula: 'tax / land', unit: '万元/亩', baseline: { times: 2, mean: 'sum-over-sum' }, paths: { baseline: 'indicators.I1.baseline.times' } }],
      paths: { cap: 'indicators.I1.cap', floor: 'indicators.I1.floor', baseline: 'indicators.I1.baseline.times' },
    },
    {
      id: 'I2', name: name('销'), formula: 'sales / land', unit: '万元/亩', model: 'ratio', missing: 'unknown', cap: 'unset', floor: 'none', baseline: 350,
      variants: [{ formula: 'sales / land', unit: '万元/亩', baseline: 350, paths: { baseline: 'indicators.I2.baseline' } }],
      paths: { cap: 'indicators.I2.cap', floor: 'indicators.I2.floor', baseline: 'indicators.I2.baseline' },
    },
  ],
  groups: [
    {
      id: 'above', name: name('规上'), weights: { I1: 40, I2: 60 }, weight_paths: { I1: 'groups.above.weights.I1', I2: 'groups.above.weights.I2' },
      baselines: { I1: { times: 2, mean: 'sum-over-sum' }, I2: 350 }, baseline_paths: { I1: 'indicators.I1.baseline.times', I2: 'indicators.I2.baseline' },
      classes: [{ id: 'A', name: name('好'), first: 0.07, paths: { first: 'classes.list.A.first' } }, { id: 'B', name: name('差'), paths: {} }],
    },
    {
      id: 'below', name: name('规下'), weights: { I1: 100 }, weight_paths: { I1: 'groups.below.weights.I1' }, baselines: { I1: 3 }, baseline_paths: { I1: 'groups.below.baselines.I1' },
      classes: [{ id: 'A', name: name('好'), first: 0.07, paths: { first: 'classes.list.A.first' } }, { id: 'B', name: name('差'), paths: {} }],
    },
  ],
  policies: [],
  unset: ['indicators.I2.cap'],
  unset_policies: [],
  bonus: { cap: 10, items: [{ id: 'bonus', name: name('加分'), formula: 'bonus', cap: 'none', paths: { cap: 'bonus.items.bonus.cap' } }], paths: { cap: 'bonus.cap' } },
  deduction: { cap: 'none', items: [], paths: { cap: 'deduction.cap' } },
} as unknown as Scheme

describe('the numbers of a scheme', () => {
  const levers = leversOf(scheme)
  const lever = (path: string) => levers.find((one) => one.path === path) as Lever
  it('each stands once under its path, with its group where groups differ', () => {
    expect(levers.map((one) => one.path)).toEqual([
      'groups.above.weights.I1', 'groups.above.weights.I2', 'groups.below.weights.I1',
      'indicators.I1.baseline.times', 'indicators.I2.baseline', 'groups.below.baselines.I1',
      'indicators.I1.cap', 'indicators.I1.floor', 'indicators.I2.cap', 'indicators.I2.floor',
      'classes.list.A.first', 'bonus.cap',
    ])
    expect(lever('groups.below.weights.I1').group).toEqual(name('规下'))
    expect(lever('indicators.I2.baseline').group).toBeUndefined()
  })
  it('stand in the fields as people write them', () => {
    expect(lever('classes.list.A.first').entry).toEqual({ text: '7' })
    expect(lever('indicators.I1.baseline.times').entry).toEqual({ text: '2' })
    expect(lever('indicators.I1.cap').entry).toEqual({ text: '1.5', kind: 'times' })
    expect(lever('indicators.I2.floor').entry).toEqual({ text: '', kind: 'none' })
    expect(lever('indicators.I2.cap').entry).toEqual({ text: '', kind: 'times' })
  })
  it('go back as settings take them', () => {
    expect(settingOf(lever('classes.list.A.first'), { text: '２５' })).toBe('25 %')
    expect(settingOf(lever('indicators.I2.baseline'), { text: '1,350.5' })).toBe(1350.5)
    expect(settingOf(lever('indicators.I1.cap'), { text: '1.2', kind: 'times' })).toBe('1.2 x weight')
    expect(settingOf(lever('indicators.I1.cap'), { text: '1.2', kind: 'none' })).toBe('none')
    expect(settingOf(lever('bonus.cap'), { text: '5', kind: 'points' })).toBe(5)
    expect(asYaml({ 'classes.list.A.first': '25 %', 'indicators.I1.weight': 3 })).toBe('classes.list.A.first: 25 %\nindicators.I1.weight: 3\n')
  })
  it('what cannot be one is told before the server has to', () => {
    expect(faultOf(lever('indicators.I2.baseline'), { text: '' })).toBe('empty')
    expect(faultOf(lever('indicators.I2.baseline'), { text: '三百' })).toBe('number')
    expect(faultOf(lever('indicators.I2.baseline'), { text: '0' })).toBe('zero')
    expect(faultOf(lever('groups.above.weights.I1'), { text: '-1' })).toBe('negative')
    expect(faultOf(lever('classes.list.A.first'), { text: '120' })).toBe('share')
    expect(faultOf(lever('indicators.I1.cap'), { text: '', kind: 'none' })).toBeUndefined()
  })
  it('a slider reaches around what the scheme has', () => {
    expect(reachOf(lever('groups.above.weights.I1'))).toEqual({ min: 0, max: 100, step: 1 })
    expect(reachOf(lever('indicators.I2.baseline'))).toEqual({ min: 10, max: 1050, step: 10 })
    expect(reachOf(lever('indicators.I2.floor'))).toBeUndefined()
  })
  it('changes of one slider are one step back; what is as it was is no change', () => {
    let clock = 0
    const book = useChanges(ref(levers), () => clock)
    for (const text of ['41', '42', '43']) book.change('groups.above.weights.I1', { text }), (clock += 100)
    book.change('indicators.I2.baseline', { text: '300' })
    book.undo()
    expect(book.changes.value).toEqual({ 'groups.above.weights.I1': { text: '43' } })
    book.undo()
    expect(book.changes.value).toEqual({})
    book.change('groups.above.weights.I1', { text: '45' })
    book.change('groups.above.weights.I1', { text: '40' })
    expect(book.changes.value).toEqual({})
    book.change('indicators.I2.baseline', { text: '300' })
    book.reset()
    book.undo()
    expect(book.changes.value).toEqual({ 'indicators.I2.baseline': { text: '300' } })
  })
})

describe('figures', () => {
  it('keep what is known and add nothing', () => {
    expect(figure(1234.5, 'zh')).toBe('1,234.5')
    expect(figure(null, 'zh')).toBe('—')
    const aligned = column([1.5, 20.25, null], 'zh')
    expect([aligned(1.5), aligned(null)]).toEqual(['1.50', '—'])
  })
  it('sort with those unknown last both ways', () => {
    const firm = (uscc: string, total: number | null) => ({ uscc, total, scores: {} }) as unknown as Firm
    const firms = [firm('a', 1), firm('b', null), firm('c', 3)]
    expect(sorted(firms, 'total', false).map((one) => one.uscc)).toEqual(['a', 'c', 'b'])
    expect(sorted(firms, 'total', true).map((one) => one.uscc)).toEqual(['c', 'a', 'b'])
  })
  it('classes go from best to worst, those outside the order after them', () => {
    expect(classesOf(scheme, ['T']).map((one) => [one.id, one.place])).toEqual([['A', 0], ['B', 1], ['T', undefined]])
  })
  it('an explanation is found by its indicator', () => {
    const told = explained(['参加“规上”组评价', 'I1 税：tax / land = 3；得 2 分'], scheme, 'zh')
    expect(told.byIndicator.get('I1')).toBe('tax / land = 3；得 2 分')
    expect(told.rest).toEqual(['参加“规上”组评价'])
  })
})

it('what is wrong with a number is told without the place in a file', () => {
  expect(plainReason('给出的数值有误：r1-example:84:8: 错误[evaluation.class-order]: B 的界限与前一类不衔接')).toBe('给出的数值有误：B 的界限与前一类不衔接')
  expect(plainReason('a value that was given is wrong: r1-example:66:8: error[evaluation.weight]: the weight of I1 is negative')).toBe('a value that was given is wrong: the weight of I1 is negative')
  expect(plainReason('没有 x')).toBe('没有 x')
})

it('a formula is read by the names of the data', () => {
  const named = { ...scheme, fields: [{ id: 'tax', name: { zh: '实缴税收', en: 'Tax paid' }, unit: '万元', used: true }] } as unknown as Scheme
  expect(readable('tax * 10000 / land', named, 'zh')).toBe('实缴税收 × 10000 ÷ 用地面积')
  expect(readable('if scale = "above" then tax else 0', named, 'zh')).toBe('if scale = "above" then tax else 0')
})

it('a cell that a spreadsheet would run is kept a text', () => {
  expect([csvSafe('=1+1'), csvSafe('甲,乙'), csvSafe(null), csvSafe(-3)]).toEqual(["'=1+1", '"甲,乙"', '', '-3'])
})
