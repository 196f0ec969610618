// How urgent a task is: its lamp, its place in the list, and its due time in words.
import type { Lamp, Language, Task } from './model'

const order: Lamp[] = ['overdue', 'red', 'yellow', 'green', 'none']

export function lampOf(lamp: string | undefined): Lamp {
  return order.includes(lamp as Lamp) ? (lamp as Lamp) : 'none'
}

type Urgent = Pick<Task, 'case' | 'received_at'> & { lamp?: string; due?: string; step?: string }

/** Worse lamps first, then what is due earlier, then what has waited longer. */
export function byUrgency(a: Urgent, b: Urgent): number {
  const lamps = order.indexOf(lampOf(a.lamp)) - order.indexOf(lampOf(b.lamp))
  if (lamps !== 0) return lamps
  const due = (task: Urgent) => (task.due ? Date.parse(task.due) : Number.POSITIVE_INFINITY)
  if (due(a) !== due(b)) return due(a) - due(b)
  return a.received_at.localeCompare(b.received_at) || a.case.localeCompare(b.case) || (a.step ?? '').localeCompare(b.step ?? '')
}

/** One task of a case; a case may wait for several reviews. */
export function taskKey(task: Pick<Task, 'case'> & { step?: string }): string {
  return task.step ? `${task.case} ${task.step}` : task.case
}

export function countByLamp(tasks: { lamp?: string }[]): Record<Lamp, number> {
  const counts: Record<Lamp, number> = { overdue: 0, red: 0, yellow: 0, green: 0, none: 0 }
  for (const task of tasks) counts[lampOf(task.lamp)] += 1
  return counts
}

interface Difference {
  fresh: Task[]
  gone: Set<string>
}

/** What a newer first page holds that is not shown, and what is shown but no longer there. `whole`: the newer
 *  list is complete, so that what it lacks is gone; else only what should stand before its end can be judged. */
export function compareLists(shown: Task[], newer: Task[], whole: boolean): Difference {
  const known = new Set(shown.map(taskKey))
  const there = new Set(newer.map(taskKey))
  const last = newer[newer.length - 1]
  const judged = shown.filter((task) => whole || (last !== undefined && byUrgency(task, last) < 0))
  return {
    fresh: newer.filter((task) => !known.has(taskKey(task))),
    gone: new Set(judged.map(taskKey).filter((key) => !there.has(key))),
  }
}

interface DayParts {
  day: string // 2026-04-28
  time: string // 12:00
}

function partsOf(at: Date, timeZone: string): DayParts {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
  }).formatToParts(at)
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? ''
  return { day: `${part('year')}-${part('month')}-${part('day')}`, time: `${part('hour')}:${part('minute')}` }
}

function dateWords(at: Date, now: Date, language: Language, timeZone: string): string {
  const sameYear = partsOf(at, timeZone).day.slice(0, 4) === partsOf(now, timeZone).day.slice(0, 4)
  return new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', {
    timeZone, month: language === 'zh' ? 'long' : 'short', day: 'numeric', weekday: 'short', ...(sameYear ? {} : { year: 'numeric' as const }),
  }).format(at)
}

/** A moment that has been: day and time of the zone. */
export function timeWords(at: string, language: Language, now = new Date(), timeZone = 'Asia/Shanghai'): string {
  const date = new Date(at)
  return Number.isNaN(date.getTime()) ? at : `${dateWords(date, now, language, timeZone)} ${partsOf(date, timeZone).time}`
}

export interface DueWords {
  key: 'none' | 'lateMinutes' | 'lateToday' | 'lateDay' | 'minutes' | 'today' | 'tomorrow' | 'day'
  minutes?: number
  time?: string
  date?: string
}

/** When it is due as people say it. Wall time: what is left of working time only the server knows. */
export function dueWords(due: string | undefined, now: Date, language: Language, timeZone = 'Asia/Shanghai'): DueWords {
  const at = due ? new Date(due) : undefined
  if (!at || Number.isNaN(at.getTime())) return { key: 'none' }
  const minutes = Math.ceil((at.getTime() - now.getTime()) / 60_000)
  const there = partsOf(at, timeZone)
  const here = partsOf(now, timeZone)
  const days = Math.round((Date.parse(there.day) - Date.parse(here.day)) / 86_400_000)
  const date = dateWords(at, now, language, timeZone)
  const words = { time: there.time, date }
  if (at.getTime() < now.getTime()) {
    if (minutes > -60) return { key: 'lateMinutes', minutes: Math.max(1, -minutes), ...words }
    return { key: days === 0 ? 'lateToday' : 'lateDay', ...words }
  }
  if (minutes <= 60) return { key: 'minutes', minutes, ...words }
  if (days === 0) return { key: 'today', ...words }
  return { key: days === 1 ? 'tomorrow' : 'day', ...words }
}
