// Tasks as those see them who answer for a body.
import type { Lamp, Task } from './model'
import { byUrgency, countByLamp, lampOf } from './urgency'

/** A declaration that is to be checked after the decision. */
export const isCheck = (task: { step?: string }) => /^(check|rectification)\//.test(task.step ?? '')

export const isPressing = (task: { lamp?: string }) => ['overdue', 'red', 'yellow'].includes(lampOf(task.lamp))

export interface BodyGroup {
  organisation: string
  tasks: Task[]
  counts: Record<Lamp, number>
}

/** The body with the most urgent task first; within it by urgency. */
export function groupByBody(tasks: Task[]): BodyGroup[] {
  const groups = new Map<string, Task[]>()
  for (const task of [...tasks].sort(byUrgency)) groups.set(task.organisation, [...(groups.get(task.organisation) ?? []), task])
  return [...groups].map(([organisation, its]) => ({ organisation, tasks: its, counts: countByLamp(its) }))
}
