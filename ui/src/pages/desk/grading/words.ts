// The words of the evaluations, and their numbers, in the language of the page.
import { formatTime } from '@/i18n'
import { useDesk } from '../words'
import { figure, percent, readable, type ClassRule, type ClassSeen, type Indicator, type Scheme } from './model'
import { faultOf, type Entry, type Lever } from './levers'

type Arguments = Record<string, string | number>
type Given = number | string | Record<string, unknown> | undefined

export function useGrading() {
  const { d, say, language } = useDesk()
  const time = (at: string) => formatTime(at, language.value)
  const g = (key: string, given: Arguments = {}) => d(`grading.${key}`, given)
  const number = (value: number | null | undefined, digits?: number) => figure(value, language.value, digits)
  const list = (items: string[]) => items.join(language.value === 'zh' ? '、' : ', ')

  /** A number of a scheme as it stands there: a number, `unset`, so many times something, or none. */
  function value(given: Given): string {
    if (typeof given === 'number') return number(given, 6)
    if (typeof given === 'object') return g(`timesMean.${String(given['mean'])}`, { n: value(given['times'] as Given) })
    if (given === undefined) return '—'
    const times = /^([\d.]+) x weight$/.exec(given)
    if (times) return g('timesWeight', { n: times[1]! })
    const known: Record<string, string> = { unset: g('unset'), none: g('noneSet'), lowest: g('lowest'), highest: g('highest') }
    return known[given] ?? given
  }
  const share = (given: number | string) => (typeof given === 'number' ? `${number(percent(given))} %` : value(given))

  const baselineOf = (indicator: Indicator) =>
    indicator.range
      ? g('rangeOf', { min: value(indicator.range.min), max: value(indicator.range.max), from: value(indicator.range.from), to: value(indicator.range.to) })
      : value(indicator.baseline)

  /** What puts a firm into a class, in words. */
  function boundOf(rule: ClassRule): string {
    const parts: string[] = []
    if (rule.first !== undefined) parts.push(g('bound.first', { n: share(rule.first) }))
    if (rule.last !== undefined) parts.push(g('bound.last', { n: share(rule.last) }))
    if (rule.at_least !== undefined) parts.push(g('bound.at_least', { n: value(rule.at_least) }))
    if (rule.below !== undefined) parts.push(g('bound.below', { n: value(rule.below) }))
    return parts.length > 0 ? parts.join(language.value === 'zh' ? '，且' : ' and ') : g('bound.rest')
  }

  const formula = (text: string, scheme: Scheme) => readable(text, scheme, language.value)
  const className = (one: ClassSeen) => (one.name ? `${one.id} ${say(one.name)}` : g('class', { id: one.id }))
  const validity = (scheme: Scheme) => (scheme.until ? g('between', { from: scheme.from, until: scheme.until }) : g('since', { from: scheme.from }))

  const leverName = (lever: Lever) =>
    g(lever.group ? 'leverNameIn' : 'leverName', { name: say(lever.name), part: g(`part.${lever.part}`), group: say(lever.group) })
  function faultText(lever: Lever, entry: Entry): string {
    const fault = faultOf(lever, entry)
    return fault ? g(`fault.${fault}`) : ''
  }

  return { g, say, language, time, formula, number, list, value, share, baselineOf, boundOf, className, validity, leverName, faultText }
}
