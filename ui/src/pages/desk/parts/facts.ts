// Facts of a case as its interface tells them: one entry or many of a register, with the fields that were used.
import type { Text } from './model'

export interface Fact {
  id: string
  name: Text
  entries: { fields: { id: string; label: Text; value: string | number | boolean }[] }[]
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
const both = (text: string): Text => ({ zh: text, en: text })

function textOf(value: unknown, otherwise: string): Text {
  return isRecord(value) && typeof value['zh'] === 'string' ? { zh: value['zh'], en: typeof value['en'] === 'string' ? value['en'] : value['zh'] } : both(otherwise)
}

function plain(value: unknown): string | number | boolean {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  if (Array.isArray(value)) return value.map((one) => (isRecord(one) ? JSON.stringify(one) : String(one))).join('、')
  return JSON.stringify(value)
}

/** `facts` of a case: a list of {id, name, fields: {id: label}, entries: [{…}]}. */
export function factsOf(subject: object): Fact[] {
  const facts = (subject as { facts?: unknown }).facts
  if (!Array.isArray(facts)) return []
  return facts.filter(isRecord).map((fact) => {
    const id = String(fact['id'] ?? '')
    const labels = isRecord(fact['fields']) ? fact['fields'] : {}
    const entries = Array.isArray(fact['entries']) ? fact['entries'].filter(isRecord) : []
    return {
      id,
      name: textOf(fact['name'], id),
      entries: entries.map((entry) => ({
        fields: Object.entries(entry)
          .filter(([, value]) => value !== null && value !== undefined && value !== '')
          .map(([field, value]) => ({ id: field, label: textOf(labels[field], field), value: plain(value) })),
      })),
    }
  })
}
