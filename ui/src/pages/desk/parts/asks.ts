// What a command asks, as a form: made from the server's `asks` and from nothing else.
import type { FieldFault } from '@/api/problem'
import { readNumber } from '@/forms/numbers'
import type { AvailableAction, Case, Input, Organisation, Text } from './model'

export type Control = 'line' | 'long' | 'choice' | 'date' | 'number' | 'truth' | 'findings' | 'items'

export interface Choice {
  id: string
  name: Text
}

export interface Ask {
  id: string
  name: Text
  control: Control
  required: boolean
  choices: Choice[]
}

export interface Finding {
  about: string // a material's id, or a pointer into the form
  text: string
}

export type Values = Record<string, string | boolean | Finding[]>

/** Commands whose effect cannot be taken back, or that go against the applicant: asked twice. */
export function isGrave(command: string): boolean {
  return /(^|_)(refuse|revoke|reject|abandon|annul|cancel|not_accept|not_required)(_|$)/.test(command)
}

type Known = Pick<Case, 'reviews'>

/** The server asks for the name of an open review as text; those that are open are offered. */
function offered(input: Input, known: Known): Choice[] {
  if (input.choices && input.choices.length > 0) return input.choices
  if (input.kind !== 'text') return []
  if (input.id === 'step') return known.reviews.filter((one) => one.open).map((one) => ({ id: one.step, name: one.name }))
  return []
}

function controlOf(input: Input, choices: Choice[]): Control {
  if (choices.length > 0) return 'choice'
  switch (input.kind) {
    case 'text':
      return 'long'
    case 'choice':
    case 'organisation':
      return 'choice'
    case 'record':
      return 'line'
    case 'date':
    case 'number':
    case 'truth':
    case 'findings':
    case 'items':
      return input.kind
  }
}

export function asksOf(action: AvailableAction, known: Known, organisations: Organisation[]): Ask[] {
  return action.asks.map((input) => {
    const choices = input.kind === 'organisation' ? organisations : offered(input, known)
    return { id: input.id, name: input.name, control: controlOf(input, choices), required: input.required, choices }
  })
}

/** Empty, but for what is beyond doubt: the only choice, and what the task was about. */
export function beginning(asks: Ask[], hints: Record<string, string | undefined> = {}): Values {
  const values: Values = {}
  for (const ask of asks) {
    const hint = hints[ask.id]
    if (ask.control === 'findings') values[ask.id] = []
    else if (ask.control === 'truth') values[ask.id] = false
    else if (ask.control === 'choice' && hint !== undefined && ask.choices.some((one) => one.id === hint)) values[ask.id] = hint
    else if (ask.control === 'choice' && ask.required && ask.choices.length === 1) values[ask.id] = ask.choices[0]!.id
    else values[ask.id] = ''
  }
  return values
}

export const isBlank = (finding: Finding) => finding.about === '' && finding.text.trim() === ''

export interface Missing {
  id: string
  /** For findings: which of them, and which half. */
  index?: number
  part?: 'about' | 'text'
  why: 'fill' | 'number'
}

export function missingIn(asks: Ask[], values: Values): Missing[] {
  return asks.flatMap((ask): Missing[] => {
    const value = values[ask.id]
    if (Array.isArray(value)) {
      const told = value.flatMap((finding, index): Missing[] =>
        isBlank(finding)
          ? []
          : (['about', 'text'] as const).filter((part) => finding[part].trim() === '').map((part) => ({ id: ask.id, index, part, why: 'fill' })),
      )
      return ask.required && value.every(isBlank) ? [{ id: ask.id, why: 'fill' }] : told
    }
    if (typeof value === 'boolean') return []
    const text = (value ?? '').trim()
    if (text === '') return ask.required ? [{ id: ask.id, why: 'fill' }] : []
    return ask.control === 'number' && typeof readNumber(text) !== 'number' ? [{ id: ask.id, why: 'number' }] : []
  })
}

/** What is sent: nothing that was left empty. */
export function inputOf(asks: Ask[], values: Values): Record<string, unknown> {
  const input: Record<string, unknown> = {}
  for (const ask of asks) {
    const value = values[ask.id]
    if (Array.isArray(value)) {
      const findings = value.filter((one) => !isBlank(one)).map((one) => ({ about: one.about, text: one.text.trim() }))
      if (findings.length > 0) input[ask.id] = findings
    } else if (typeof value === 'boolean') input[ask.id] = value
    else if (value !== undefined && value.trim() !== '') input[ask.id] = typed(ask, value.trim())
  }
  return input
}

function typed(ask: Ask, text: string): unknown {
  if (ask.control === 'number') return readNumber(text)
  if (ask.control === 'items') return text.split('\n').map((line) => line.trim()).filter(Boolean)
  return text
}

export interface PlacedFaults {
  /** By the id of what was asked. */
  asks: Record<string, string>
  /** By the place of the finding in what was sent. */
  findings: Record<number, string>
  /** What concerns nothing that was asked here. */
  rest: string[]
}

/** Puts what the server found wrong beside what it is about: input.findings.0.text → the first finding. */
export function placeFaults(faults: FieldFault[], asks: Ask[]): PlacedFaults {
  const placed: PlacedFaults = { asks: {}, findings: {}, rest: [] }
  for (const fault of faults) {
    const steps = fault.path.split('.').filter(Boolean)
    if (steps[0] === 'input') steps.shift()
    const ask = asks.find((one) => one.id === steps[0])
    const index = Number(steps[1])
    if (!ask) placed.rest.push(fault.message)
    else if (ask.control === 'findings' && steps.length > 1 && Number.isInteger(index)) placed.findings[index] ??= fault.message
    else placed.asks[ask.id] ??= fault.message
  }
  return placed
}
