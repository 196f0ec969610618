// Every number of a scheme that can be set, with the path by which the server knows it.
import type { Text } from '../parts/model'
import { percent, type Scheme } from './model'

export type Section = 'weights' | 'baselines' | 'bounds' | 'ranges' | 'classes' | 'points' | 'policies'
export type Part =
  | 'weight' | 'baseline' | 'times' | 'cap' | 'floor' | 'from' | 'to' | 'min' | 'max'
  | 'first' | 'last' | 'at_least' | 'below' | 'rate'

/** A number, a share of the firms, a bound (points, so many times the weight, or none), or a limit (points or none). */
export type Shape = 'number' | 'share' | 'bound' | 'limit'
export type Kind = 'points' | 'times' | 'none'

/** What stands in the field: the digits as typed, and for bounds what they count. */
export interface Entry {
  text: string
  kind?: Kind
}

export interface Lever {
  path: string
  section: Section
  part: Part
  name: Text
  /** The group of firms, where there are several. */
  group?: Text
  unit: string
  shape: Shape
  entry: Entry
}

type Given = number | string | Record<string, unknown> | undefined

function entryOf(value: Given, shape: Shape): Entry {
  const bounds = shape === 'bound' || shape === 'limit'
  if (typeof value === 'number') return { text: String(shape === 'share' ? percent(value) : value), ...(bounds ? { kind: 'points' } : {}) }
  if (typeof value === 'object') return entryOf(value['times'] as Given, 'number')
  if (!bounds) return { text: '' }
  const times = /^([\d.]+) x weight$/.exec(value ?? '')
  if (times) return { text: times[1]!, kind: 'times' }
  return { text: '', kind: value === 'none' ? 'none' : shape === 'bound' ? 'times' : 'points' }
}

class Gathering {
  readonly found: Lever[] = []
  constructor(private readonly several: boolean) {}

  add(path: string | undefined, section: Section, part: Part, name: Text, value: Given, shape: Shape, unit = '', group?: Text) {
    // Groups that share the numbers of the scheme share the lever too.
    if (!path || value === undefined || this.found.some((one) => one.path === path)) return
    this.found.push({ path, section, part, name, unit, shape, entry: entryOf(value, shape), ...(group && this.several ? { group } : {}) })
  }
}

const ofAverage = (value: Given) => typeof value === 'object'

/** In the order in which a scheme is read: weights, baselines, bounds, ranges, classes, points, policies. */
export function leversOf(scheme: Scheme): Lever[] {
  const all = new Gathering(scheme.groups.length > 1)
  const indicator = (id: string) => scheme.indicators.find((one) => one.id === id)
  for (const group of scheme.groups)
    for (const [id, weight] of Object.entries(group.weights)) {
      const path = group.weight_paths[id]
      all.add(path, 'weights', 'weight', indicator(id)?.name ?? { zh: id, en: id }, weight, 'number', '', path?.startsWith('groups.') ? group.name : undefined)
    }
  for (const one of scheme.indicators)
    for (const variant of one.variants)
      all.add(variant.paths?.['baseline'], 'baselines', ofAverage(variant.baseline) ? 'times' : 'baseline', one.name, variant.baseline, 'number', ofAverage(variant.baseline) ? '' : variant.unit)
  for (const group of scheme.groups)
    for (const [id, baseline] of Object.entries(group.baselines)) {
      const of = indicator(id)
      const path = group.baseline_paths[id]
      if (of) all.add(path, 'baselines', ofAverage(baseline) ? 'times' : 'baseline', of.name, baseline, 'number', ofAverage(baseline) ? '' : of.unit, path?.startsWith('groups.') ? group.name : undefined)
    }
  for (const one of scheme.indicators) {
    all.add(one.paths['cap'], 'bounds', 'cap', one.name, one.cap, 'bound')
    all.add(one.paths['floor'], 'bounds', 'floor', one.name, one.floor, 'bound')
    for (const end of ['from', 'to', 'min', 'max'] as const)
      if (one.range && !['lowest', 'highest'].includes(String(one.range[end]))) all.add(one.range.paths[end], 'ranges', end, one.name, one.range[end], 'number', end === 'min' || end === 'max' ? one.unit : '')
  }
  for (const group of scheme.groups)
    for (const rule of group.classes)
      for (const bound of ['first', 'last', 'at_least', 'below'] as const) {
        const path = rule.paths[bound]
        const name = { zh: `${rule.id} ${rule.name.zh}`, en: `${rule.id} ${rule.name.en}` }
        all.add(path, 'classes', bound, name, rule[bound], bound === 'first' || bound === 'last' ? 'share' : 'number', '', path?.startsWith('groups.') ? group.name : undefined)
      }
  for (const [points, name] of [[scheme.bonus, { zh: '加分合计', en: 'All bonus points' }], [scheme.deduction, { zh: '减分合计', en: 'All deductions' }]] as const) {
    if (points.items.length === 0) continue
    all.add(points.paths['cap'], 'points', 'cap', name, points.cap, 'limit')
    if (points.items.length > 1) for (const item of points.items) all.add(item.paths['cap'], 'points', 'cap', item.name, item.cap, 'limit')
  }
  for (const policy of scheme.policies)
    for (const [id, rate] of Object.entries(policy.rates))
      all.add(policy.rate_paths[id], 'policies', 'rate', { zh: `${policy.name.zh} · ${id}`, en: `${policy.name.en} · ${id}` }, rate, 'number', policy.unit)
  return all.found
}

export type Fault = 'empty' | 'number' | 'negative' | 'zero' | 'share'

/** A number as people type it: full-width digits and separators of thousands. */
const plain = (text: string) => text.normalize('NFKC').replace(/[\s,]/g, '')

/** What is wrong with what was typed, before the server has to say it. */
export function faultOf(lever: Lever, entry: Entry): Fault | undefined {
  if (entry.kind === 'none') return undefined
  const text = plain(entry.text)
  if (text === '') return 'empty'
  if (!/^[+-]?\d{1,15}(\.\d{1,12})?$/.test(text)) return 'number'
  const value = Number(text)
  if (lever.part === 'weight' && value < 0) return 'negative'
  if ((lever.part === 'baseline' || lever.part === 'times') && value <= 0) return 'zero'
  if (lever.shape === 'share' && (value < 0 || value > 100)) return 'share'
  return undefined
}

/** The value as a setting takes it. */
export function settingOf(lever: Lever, entry: Entry): number | string {
  if (entry.kind === 'none') return 'none'
  const text = plain(entry.text)
  if (lever.shape === 'share') return `${text} %`
  if (entry.kind === 'times') return `${text} x weight`
  return Number(text)
}

export const sameEntry = (a: Entry, b: Entry): boolean => (a.kind ?? '') === (b.kind ?? '') && (a.kind === 'none' || plain(a.text) === plain(b.text))

export type Settings = Record<string, number | string>

/** As the file that `--set` takes. */
export function asYaml(settings: Settings): string {
  return Object.entries(settings)
    .map(([path, value]) => `${path}: ${value}\n`)
    .join('')
}
