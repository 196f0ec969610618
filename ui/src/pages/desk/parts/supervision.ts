// What those see who answer for a body's time limits.
import type { Schema } from '@/api'

type Supervision = Schema<'Supervision'>
export type Pressing = Supervision['items'][number]

/** A declaration that is to be checked after the decision. */
export const isCheck = (task: { step?: string }) => /^(check|rectification)\//.test(task.step ?? '')

export const totalOf = (body: Supervision['bodies'][number]) => body.overdue + body.red + body.yellow + body.green + body.none

export interface PressingGroup {
  organisation: string
  items: Pressing[]
}

/** By body, in the order in which the server names them: the most urgent first. */
export function groupPressing(items: Pressing[]): PressingGroup[] {
  const groups = new Map<string, Pressing[]>()
  for (const item of items) groups.set(item.organisation, [...(groups.get(item.organisation) ?? []), item])
  return [...groups].map(([organisation, its]) => ({ organisation, items: its }))
}
