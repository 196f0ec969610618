// The words of the figures, and their numbers, in the language of the page.
import { useDesk } from '../words'
import type { Figure, Target } from './model'

export function useFigures() {
  const { d, say, language, time } = useDesk()
  const f = (key: string, given: Record<string, string | number> = {}) => d(`figures.${key}`, given)
  const number = (value: number) => value.toLocaleString('en-US', { maximumFractionDigits: 10, useGrouping: Math.abs(value) >= 10_000 })
  const list = (items: string[]) => items.join(language.value === 'zh' ? '、' : ', ')
  /** What the ticks of a chart are told in. English counts money in billions, as the figures beside it do. */
  function scaleOf(figure: Figure): { unit: string; times: number } {
    if (language.value === 'en' && figure.unit.zh === '亿元') return { unit: 'CNY billion', times: 0.1 }
    return { unit: say(figure.unit), times: 1 }
  }
  /** The unit behind bare digits; English has no word for 亿元 and 万元. */
  function unitWord(unit: string, own = unit): string {
    if (language.value === 'zh') return unit
    return { 亿元: '× CNY 100 million', 万元: '× CNY 10,000' }[unit] ?? own
  }
  const unitOf = (figure: Figure) => unitWord(figure.unit.zh, figure.unit.en)
  const signed = (value: number) => (value > 0 ? '+' : value < 0 ? '−' : '') + number(Math.abs(value))
  const wanted = (target: Target) => f(target.at_most ? 'target.atMost' : 'target.atLeast', { n: number(target.wanted) + (target.unit ?? '') })
  return { f, say, language, time, number, list, scaleOf, unitWord, unitOf, signed, wanted }
}
