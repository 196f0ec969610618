// What the desk reads of the interface, and texts in two languages.
import type { components } from '@/api/schema'

type Schemas = components['schemas']
export type Case = Schemas['Case']
export type CaseSummary = Schemas['CaseSummary']
export type Task = Schemas['Task']
export type Input = Schemas['Input']
export type AvailableAction = Schemas['AvailableAction']
export type Clock = Schemas['Clock']
export type Material = Case['materials'][number]
export type Organisation = { id: string; name: Text }
export type Text = Schemas['Text']
export type Lamp = 'overdue' | 'red' | 'yellow' | 'green' | 'none'
export type Language = 'zh' | 'en'

/** A text in the language of the reader; a plain string stands for both. */
export function say(text: Text | string | undefined | null, language: Language): string {
  if (text === undefined || text === null) return ''
  if (typeof text === 'string') return text
  return (language === 'zh' ? text.zh || text.en : text.en || text.zh) ?? ''
}
