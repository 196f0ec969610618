// What the pages of the figures read of the interface, and what they make of it.
import type { components } from '@/api/schema'
import type { Lamp, Text } from '../parts/model'
import type { Point } from './chart'

type Schemas = components['schemas']
export type Figures = Schemas['Figures']
export type Figure = Schemas['Figure']
export type Target = Schemas['PlanTarget']
export type FigureRecord = Schemas['FigureRecord']

export type Method = Schemas['FigureMethod']
export type Field = Method['sets'][number]['fields'][number]
export type FigureOne = Figure & { year: number; as_of: string; method: Method }

/** The fields worth a column: not the key again, and not the whole name where its number says the same. */
export const shownFields = (set: Method['sets'][number]): Field[] => set.fields.filter((one) => !/_no$|^number$/.test(one.name))

export interface Section {
  title: Text
  figures: Figure[]
}

/** The figures in the sections of the bulletin. */
export function sectionsOf(all: Figures): Section[] {
  const byId = new Map(all.indicators.map((one) => [one.id, one]))
  return all.sections.map((section) => ({ title: section.title, figures: section.indicators.flatMap((id) => byId.get(id) ?? []) }))
}

/** Those that have all the words somewhere in what is said of them, in either language. */
export function found(figure: Figure, words: string): boolean {
  const said = [figure.id, figure.name, figure.sentence, figure.note, figure.reported?.source, ...figure.labels.map((one) => one.name)]
    .map((one) => (typeof one === 'object' ? `${one.zh} ${one.en}` : (one ?? '')))
    .join(' ')
    .toLowerCase()
  return words.toLowerCase().split(/\s+/).every((word) => said.includes(word))
}

/** How a target stands: its state, and while it is under way whether it keeps pace with the time that has passed. */
export type Pace = 'reached' | 'on_pace' | 'behind' | 'missed' | 'unknown'

export function paceOf(target: Target, asOf: string): Pace {
  if (target.state !== 'on_the_way') return target.state
  const days = (text: string | undefined) => (text ? Date.parse(text) : Number.NaN)
  const passed = (days(asOf) - days(target.set_on)) / (days(target.due) - days(target.set_on))
  // Without a beginning or a share there is no pace to keep.
  if (!Number.isFinite(passed) || target.percent === undefined) return 'on_pace'
  return target.percent >= passed * 100 ? 'on_pace' : 'behind'
}

export const lampOfPace: Record<Pace, Lamp> = { reached: 'green', on_pace: 'green', behind: 'yellow', missed: 'red', unknown: 'none' }

export const yearsOf = (figures: Figure[]): number[] => [...new Set(figures.flatMap((one) => (one.periods ?? []).map((period) => period.year)))].sort((a, b) => a - b)

/** The first and last of these years in which the figure is known, and what lies between. */
export function changeOf(figure: Figure, years: number[]): { from: number; to: number; difference: number; percent: number | undefined } | undefined {
  const known = (figure.periods ?? []).filter((one) => one.value !== undefined && years.includes(one.year))
  const first = known[0]
  const last = known[known.length - 1]
  if (!first || !last || first === last) return undefined
  const difference = Number((last.value! - first.value!).toPrecision(12))
  return { from: first.year, to: last.year, difference, percent: first.value! > 0 ? (difference / first.value!) * 100 : undefined }
}

export interface Chart {
  of: 'years' | 'parts'
  form: 'columns' | 'line' | 'rows'
  points: Point[]
  by?: Text
}

/** The charts that the figure has: by years where there are several, by parts where it says by what. */
export function chartsOf(figure: Figure, say: (text: Text | undefined) => string): Chart[] {
  const charts: Chart[] = []
  const periods = figure.periods ?? []
  if (periods.length > 1)
    charts.push({
      of: 'years',
      form: periods.length > 3 ? 'line' : 'columns',
      points: periods.map((one) => ({ label: String(one.year), value: one.value, printed: say(one.amount) })),
    })
  const parts = figure.groups?.items ?? []
  if (parts.length > 1)
    charts.push({
      of: 'parts',
      form: 'rows',
      by: figure.groups!.by,
      points: parts.map((one) => ({ label: say(one.name), value: one.value, printed: say(one.amount) })),
    })
  return charts
}
