// What of mine waits for me, out of all packages, cases and drafts.
import type { Schema, Text } from '@/api'
import type { Tone } from '@/components/model'

export interface Mine {
  packages: Schema<'Package'>[]
  cases: Schema<'CaseSummary'>[]
  drafts: Schema<'Draft'>[]
}

export interface Thing {
  kind: 'asked' | 'begun'
  to: string
  title: string
  name: Text
  due?: string | undefined
}

/** What a case is about; the server writes nothing where the form has no such field yet. */
export const draftLink = (draft: Schema<'Draft'>) => `/apply/${draft.kind}/${draft.target}`

export function draftTitle(draft: Schema<'Draft'>): string {
  for (const field of ['company_name', 'operator_name', 'project_name']) {
    const value = draft.form[field]
    if (typeof value === 'string' && value) return value
  }
  return ''
}

const asksMe = (one: Schema<'CaseSummary'>) => !one.final && one.owner === 'applicant'

export function thingsToDo(mine: Mine): Thing[] {
  const inPackages = mine.packages.flatMap((whole) =>
    whole.members.flatMap((member) => (member.case && (member.asked_of_me || asksMe(member.case)) ? [member.case] : [])),
  )
  const asked = [...inPackages, ...mine.cases.filter(asksMe)].map<Thing>((one) => ({
    kind: 'asked',
    to: `/cases/${one.number}`,
    title: one.title,
    name: one.name,
    due: one.due,
  }))
  const begun = mine.drafts
    .filter((draft) => draft.kind !== 'correction')
    .map<Thing>((draft) => ({ kind: 'begun', to: draftLink(draft), title: draftTitle(draft), name: draft.name }))
  return [...asked.sort((a, b) => (a.due ?? '9').localeCompare(b.due ?? '9')), ...begun]
}

/** How a case's state is coloured; its name is always written too. */
export function toneOf(one: { final: boolean; outcome?: string | undefined; owner: string; lamp?: string | undefined }): Tone {
  if (one.final) return ['granted', 'completed', 'deemed_granted'].includes(one.outcome ?? '') ? 'good' : one.outcome === 'withdrawn' ? 'plain' : 'bad'
  if (one.owner === 'applicant') return 'warn'
  return one.lamp === 'overdue' || one.lamp === 'red' ? 'bad' : 'info'
}

export type MemberStatus = Schema<'Package'>['members'][number]['status']

export const memberTones: Record<MemberStatus, Tone> = {
  waiting: 'plain',
  running: 'info',
  ready: 'good',
  done: 'good',
  failed: 'bad',
  cancelled: 'plain',
  'not-chosen': 'plain',
}
