// What the registers hold for a case, as it is read beside the form.
import type { Case, Text } from './model'

export interface FactView {
  id: string
  name: Text
  /** What was looked up; absent if nothing was filled in, or if it is about a person. */
  lookedUp?: { name: Text; key: string }
  entries: { key: string; register: string; fields: { id: string; name: Text; value: string | boolean | Text }[] }[]
}

function plain(value: unknown): string | boolean {
  if (typeof value === 'boolean') return value
  if (Array.isArray(value)) return value.map((one) => (typeof one === 'object' ? JSON.stringify(one) : String(one))).join('、')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** Look-ups with something to tell: what was not looked up says nothing. */
export function factsOf(subject: Pick<Case, 'facts'>): FactView[] {
  return (subject.facts ?? [])
    .filter((fact) => fact.key !== '' || fact.entries.length > 0)
    .map((fact) => ({
      id: fact.id,
      name: fact.name,
      ...(fact.key ? { lookedUp: { name: fact.key_name, key: fact.key } } : {}),
      entries: fact.entries.map((entry) => ({
        key: entry.key,
        register: fact.register,
        fields: entry.fields.map((field) => ({ id: field.id, name: field.name, value: field.text ?? plain(field.value) })),
      })),
    }))
}
