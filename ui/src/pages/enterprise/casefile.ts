// A case of the server as the components show it.
import type { Schema, Text } from '@/api'
import type { ActionView, ClockView, Limit, TimelineBranch, TimelineSpan, Tone } from '@/components/model'
import { toneOf } from './mine'

type Case = Schema<'Case'>
type Clock = Schema<'Clock'>
export type Say = (text: Text | undefined) => string

const lampOf = (clock: Clock): ClockView['lamp'] => (clock.lamp === 'overdue' ? 'red' : clock.lamp)

function stateOf(clock: Clock, one: Pick<Case, 'owner'>): ClockView['state'] {
  switch (clock.status) {
    case 'running':
      if (clock.lamp === 'overdue') return 'late'
      return one.owner === 'applicant' ? 'waiting' : 'running'
    case 'standing':
      return 'stopped'
    case 'satisfied':
      return clock.lamp === 'overdue' ? 'late' : 'met'
    case 'lapsed':
      return 'late'
  }
}

export interface NamedClock {
  id: string
  name: string
  view: ClockView
}

/** One badge a clock, those that still run first. */
export function clocksOf(one: Case, say: Say): NamedClock[] {
  const order = (clock: Clock) => (clock.status === 'running' ? 0 : clock.status === 'standing' ? 1 : 2) * 2 + (clock.promised ? 0 : 1)
  return [...one.clocks]
    .sort((a, b) => order(a) - order(b))
    .map((clock) => {
      const open = clock.status === 'running' || clock.status === 'standing'
      const limit: Limit = {
        due: open ? clock.due : undefined,
        left: clock.status === 'running' && clock.lamp !== 'overdue' ? say(clock.remaining.text) : undefined,
        used: say(clock.consumed.text),
        budget: say(clock.budget.text),
      }
      const view: ClockView = {
        state: stateOf(clock, one),
        lamp: open ? lampOf(clock) : undefined,
        [clock.promised ? 'promise' : 'legal']: limit,
        why: open ? (clock.explanation ?? []).map(say) : [],
      }
      return { id: clock.id, name: say(clock.name), view }
    })
}

/** The times in which the office worked, stood still, or waited for the applicant. */
export function spansOf(one: Case): TimelineSpan[] {
  const spans: TimelineSpan[] = []
  const states = one.timeline.filter((entry) => entry.state)
  states.forEach((entry, i) => {
    const next = states[i + 1]?.at
    const last = i === states.length - 1
    if (last && one.final) return
    // A corrected case waits for its applicant between the notice and the answer.
    const waiting = last ? one.owner === 'applicant' : states[i + 1]!.by === 'applicant'
    spans.push({ from: entry.at, to: next, kind: waiting ? 'waiting' : one.final ? 'done' : 'running' })
  })
  return spans
}

/** When the office has promised to be done, or else must be. */
export function dueOf(one: Case): string | undefined {
  const open = one.clocks.filter((clock) => clock.status === 'running' || clock.status === 'standing')
  return (open.find((clock) => clock.promised) ?? open[0])?.due
}

/** `between` stands between the sentences of what happened at once. */
export function branchOf(one: Case, say: Say, between: string): TimelineBranch {
  return {
    id: one.number,
    name: say(one.name),
    state: say(one.state_name),
    tone: toneOf(one),
    to: `/cases/${one.number}`,
    due: one.final ? undefined : dueOf(one),
    spans: spansOf(one),
    entries: one.timeline.map((entry) => {
      const what = entry.what.map(say).filter(Boolean)
      return {
        at: entry.at,
        text: say(entry.name),
        by: entry.by === 'applicant' ? undefined : typeof entry.actor === 'string' ? entry.actor : say(entry.actor as Text),
        note: what.join(between) || undefined,
        tone: entryTone(one, entry),
      }
    }),
  }
}

function entryTone(one: Case, entry: Case['timeline'][number]): Tone {
  const last = entry === [...one.timeline].reverse().find((other) => other.state)
  if (last && one.final) return toneOf(one)
  if (/correct|not_accept|refuse|revoke/.test(entry.action)) return 'warn'
  return 'plain'
}

/** What the applicant may do at once; what takes a form is done on the page of the application. */
export function actionsOf(one: Case, say: Say): ActionView[] {
  return one.available_actions
    .filter((action) => !action.takes_submission)
    .map((action) => ({
      command: action.id,
      name: say(action.name),
      tone: /withdraw|cancel|revoke|refuse/.test(action.id) ? 'danger' : 'plain',
      blocked: action.allowed ? undefined : say(action.why_not),
      fields: action.asks.map((input) => ({
        name: input.id,
        label: say(input.name),
        kind: input.kind === 'choice' ? 'choice' : input.kind === 'text' ? 'long' : 'text',
        required: input.required,
        choices: input.choices?.map((choice) => ({ value: choice.id, label: say(choice.name) })),
      })),
    }))
}

export const submissionAction = (one: Case) => one.available_actions.find((action) => action.takes_submission && action.allowed)
