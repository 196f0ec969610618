// What the pages of the evaluations (亩均论英雄) read, and the words made of it.
import type { Schema } from '@/api'
import type { Language, Text } from '../parts/model'

export type Scheme = Schema<'EvaluationScheme'>
export type Run = Schema<'EvaluationRun'>
export type Firm = Schema<'EvaluatedFirm'>
export type FirmDetails = Schema<'EvaluatedFirmDetails'>
export type Fault = Schema<'EvaluationFault'>
export type Comparison = Schema<'EvaluationComparison'>
export type Table = Schema<'EvaluationTable'>
export type Indicator = Scheme['indicators'][number]
export type Group = Scheme['groups'][number]
export type ClassRule = Group['classes'][number]

/** A figure as it is read: groups of thousands, and no digits that nobody has given. */
export function figure(value: number | null | undefined, language: Language, digits = 4): string {
  if (value === null || value === undefined) return '—'
  return value.toLocaleString(language === 'zh' ? 'zh-CN' : 'en-GB', { maximumFractionDigits: digits })
}

/** Figures of a column, all with as many digits after the point as the longest of them has. */
export function column(values: (number | null | undefined)[], language: Language, most = 4): (value: number | null | undefined) => string {
  const digitsOf = (value: number) => Math.min(most, /\.(\d+)/.exec(String(Number(value.toFixed(most))))?.[1]?.length ?? 0)
  const digits = Math.max(0, ...values.map((value) => (typeof value === 'number' ? digitsOf(value) : 0)))
  return (value) =>
    value === null || value === undefined
      ? '—'
      : value.toLocaleString(language === 'zh' ? 'zh-CN' : 'en-GB', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}

/** A share of one as percent, without the noise of binary fractions. */
export const percent = (share: number): number => Number((share * 100).toFixed(6))

export interface ClassSeen {
  id: string
  name?: Text
  meaning?: Text
  rule?: ClassRule
  /** Where it stands from best (0) to worst (1); empty for those outside the order (T). */
  place?: number
}

/** The classes of a scheme from best to worst, then those that firms have besides. */
export function classesOf(scheme: Scheme, others: string[] = []): ClassSeen[] {
  const seen: ClassSeen[] = []
  for (const group of scheme.groups)
    for (const rule of group.classes)
      if (!seen.some((one) => one.id === rule.id)) seen.push({ id: rule.id, name: rule.name, rule, ...(rule.meaning ? { meaning: rule.meaning } : {}) })
  seen.forEach((one, i) => (one.place = seen.length > 1 ? i / (seen.length - 1) : 0))
  for (const id of others) if (!seen.some((one) => one.id === id)) seen.push({ id })
  return seen
}

/** The tone in which a class is shown; its letter stands there as well. */
export function toneOf(place: number | undefined): 'best' | 'good' | 'poor' | 'worst' | 'outside' {
  if (place === undefined) return 'outside'
  if (place === 0) return 'best'
  if (place === 1) return 'worst'
  return place <= 0.5 ? 'good' : 'poor'
}

export type SortKey = 'rank' | 'total' | 'name' | 'class' | (string & {})

/** Firms by one column; those without a value come last either way, and equal ones stay as they were. */
export function sorted(firms: Firm[], key: SortKey, descending: boolean): Firm[] {
  const valueOf = (firm: Firm): number | string | null | undefined =>
    key === 'rank' ? firm.rank : key === 'total' ? firm.total : key === 'name' ? firm.name : key === 'class' ? firm.class : firm.scores[key]
  const sign = descending ? -1 : 1
  return firms
    .map((firm) => ({ firm, value: valueOf(firm) }))
    .sort((a, b) => {
      if (a.value === b.value) return 0
      if (a.value === null || a.value === undefined) return 1
      if (b.value === null || b.value === undefined) return -1
      if (typeof a.value === 'number' && typeof b.value === 'number') return sign * (a.value - b.value)
      return sign * String(a.value).localeCompare(String(b.value), 'zh')
    })
    .map((one) => one.firm)
}

/** A formula as an official reads it: names of the data instead of their codes, signs of school instead of programs. */
export function readable(formula: string, scheme: Scheme, language: Language): string {
  if (/["']/.test(formula)) return formula
  const names = new Map([...scheme.fields, ...scheme.derived].map((field) => [field.id, field.name[language].replace(/（.*）$| \(.*\)$/, '')]))
  return formula
    .replace(/[A-Za-z_]\w*/g, (id) => names.get(id) ?? id)
    .replace(/ \/ /g, ' ÷ ')
    .replace(/ \* /g, ' × ')
}

/** What the server found wrong with a number, without the place in a file that the reader does not see. */
export const plainReason = (detail: string): string => detail.replace(/(?:^|[：:]\s?)[^\s：:]+(?::\d+:\d+)?: (?:错误|error)\[[\w.-]+\][：:]\s*/, (found) => (/^[：:]/.test(found) ? found[0]! + (found[0] === ':' ? ' ' : '') : ''))

/** What the server says about each indicator begins with the indicator's name; the rest is about the whole. */
export function explained(lines: string[], scheme: Scheme, language: Language): { byIndicator: Map<string, string>; rest: string[] } {
  const byIndicator = new Map<string, string>()
  const rest: string[] = []
  for (const line of lines) {
    const of = scheme.indicators.find((one) => line.startsWith(`${one.id} ${one.name[language]}`))
    if (of && !byIndicator.has(of.id)) byIndicator.set(of.id, line.slice(`${of.id} ${of.name[language]}`.length).replace(/^[:：]\s*/, ''))
    else rest.push(line)
  }
  return { byIndicator, rest }
}

/** A cell of CSV; a text that a spreadsheet would take for a formula is kept a text. */
export function csvSafe(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number') return String(value)
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text
}

export const pageSizes = [50, 200, 1000]
