// A form as people read it: the groups of its UI schema, the titles of its schema, values in words.
import type { Language, Text } from './model'

interface Schema {
  type?: string | string[]
  title?: string
  format?: string
  enum?: unknown[]
  oneOf?: { const?: unknown; title?: string }[]
  anyOf?: { const?: unknown; title?: string }[]
  items?: Schema
  properties?: Record<string, Schema>
  required?: string[]
  $ref?: string
  $defs?: Record<string, Schema>
  definitions?: Record<string, Schema>
  'x-names'?: Record<string, Text>
  [more: string]: unknown
}

interface UiElement {
  type?: string
  label?: unknown
  scope?: string
  elements?: UiElement[]
  [more: string]: unknown
}

export interface ReadRow {
  pointer: string
  /** Titles from the section down. */
  label: Text
  value: Text
  empty: boolean
  personal: boolean
  kind: 'text' | 'code' | 'long'
}

export interface ReadSection {
  key: string
  title?: Text
  rows: ReadRow[]
}

export interface ReadGroup {
  title?: Text
  sections: ReadSection[]
}

const both = (text: string): Text => ({ zh: text, en: text })
const escaped = (step: string) => step.replace(/~/g, '~0').replace(/\//g, '~1')

function titleOf(schema: Record<string, unknown> | undefined, name: string): Text {
  const zh = typeof schema?.['title'] === 'string' ? schema['title'] : name
  const en = schema?.['x-title-en']
  return { zh, en: typeof en === 'string' ? en : zh }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
const isCode = (schema: Schema) => ['uscc', 'credit-code', 'citizen-id', 'mobile', 'mobile-number'].includes(schema.format ?? '')

/** Whether it tells about a person: the form says so, or its format does. */
function isPersonal(schema: Schema): boolean {
  return schema['x-personal'] === true || ['citizen-id', 'mobile', 'mobile-number'].includes(schema.format ?? '')
}

function wordsOf(schema: Schema | undefined, value: unknown): Text {
  if (Array.isArray(value)) {
    const parts = value.map((one) => wordsOf(schema?.items, one))
    return { zh: parts.map((one) => one.zh).join('、'), en: parts.map((one) => one.en).join(', ') }
  }
  const option = (schema?.oneOf ?? schema?.anyOf)?.find((one) => 'const' in one && one.const === value)
  if (option) return titleOf(option as Record<string, unknown>, String(value))
  const named = typeof value === 'string' ? schema?.['x-names']?.[value] : undefined
  if (named) return named
  if (typeof value === 'boolean') return value ? { zh: '是', en: 'Yes' } : { zh: '否', en: 'No' }
  if (typeof value === 'number') return both(value.toLocaleString('en-US', { maximumFractionDigits: 10, useGrouping: Math.abs(value) >= 10_000 }))
  return both(isRecord(value) ? JSON.stringify(value) : String(value))
}

class Reader {
  constructor(private readonly root: Schema) {}

  resolved(schema: Schema | undefined): Schema {
    const name = schema?.$ref && /^#\/(\$defs|definitions)\/(.+)$/.exec(schema.$ref)
    return (name ? (this.root[name[1] as '$defs'] ?? {})[name[2]!] : schema) ?? {}
  }

  /** One property as rows, or as a section for each of its parts. */
  property(name: string, schema: Schema, value: unknown, required: boolean): ReadSection[] {
    const pointer = '/' + escaped(name)
    const at = this.resolved(schema)
    const title = titleOf({ ...at, ...schema }, name)
    if (isRecord(value)) return [{ key: pointer, title, rows: this.rows(at, value, pointer) }]
    if (Array.isArray(value) && value.some(isRecord)) {
      const item = this.resolved(at.items)
      return value.map((one, i) => ({
        key: `${pointer}/${i}`,
        title: { zh: `${title.zh} ${i + 1}`, en: `${titleOf(item, title.en).en} ${i + 1}` },
        rows: isRecord(one) ? this.rows(item, one, `${pointer}/${i}`) : [this.row(item, both(''), one, `${pointer}/${i}`)],
      }))
    }
    if (isEmpty(value) && !required) return []
    return [{ key: '', rows: [this.row(at, title, value, pointer)] }]
  }

  private rows(schema: Schema, values: Record<string, unknown>, pointer: string, before?: Text): ReadRow[] {
    const required = new Set(schema.required ?? [])
    const names = [...new Set([...Object.keys(schema.properties ?? {}), ...Object.keys(values)])]
    return names.flatMap((name): ReadRow[] => {
      const at = this.resolved(schema.properties?.[name])
      const value = values[name]
      const here = `${pointer}/${escaped(name)}`
      const own = titleOf(at, name)
      const label = before ? { zh: `${before.zh} › ${own.zh}`, en: `${before.en} › ${own.en}` } : own
      if (isRecord(value)) return this.rows(at, value, here, label)
      if (Array.isArray(value) && value.some(isRecord))
        return value.flatMap((one, i) => {
          const numbered = { zh: `${label.zh} ${i + 1}`, en: `${label.en} ${i + 1}` }
          return isRecord(one) ? this.rows(this.resolved(at.items), one, `${here}/${i}`, numbered) : [this.row({}, numbered, one, `${here}/${i}`)]
        })
      if (isEmpty(value) && !required.has(name)) return []
      return [this.row(at, label, value, here)]
    })
  }

  private row(schema: Schema, label: Text, value: unknown, pointer: string): ReadRow {
    const empty = isEmpty(value)
    const words = empty ? both('') : wordsOf({ ...schema, ...(schema.items ? { items: this.resolved(schema.items) } : {}) }, value)
    const kind = isCode(schema) ? 'code' : words.zh.length > 32 ? 'long' : 'text'
    return { pointer, label, value: words, empty, personal: isPersonal(schema), kind }
  }
}

/** The names of the top-level properties that stand under an element of the UI schema. */
function namesUnder(element: UiElement): string[] {
  const own = element.scope ? /^#\/properties\/([^/]+)/.exec(element.scope)?.[1] : undefined
  return [...(own ? [own] : []), ...(element.elements ?? []).flatMap(namesUnder)]
}

function groupsIn(element: UiElement): { title?: Text; names: string[] }[] {
  if (element.type === 'Group') {
    const zh = typeof element.label === 'string' ? element.label : ''
    const en = element['x-label-en']
    return [{ ...(zh ? { title: { zh, en: typeof en === 'string' ? en : zh } } : {}), names: namesUnder(element) }]
  }
  const inner = element.elements ?? []
  if (inner.some((one) => one.type === 'Group' || one.elements)) return inner.flatMap(groupsIn)
  return [{ names: namesUnder(element) }]
}

/** Everything that was filled in, in the order of the form; what the form does not know comes last. */
export function readForm(schema: unknown, ui: unknown, values: Record<string, unknown>): ReadGroup[] {
  const root: Schema = isRecord(schema) ? schema : {}
  const reader = new Reader(root)
  const required = new Set(root.required ?? [])
  const left = new Set([...Object.keys(root.properties ?? {}), ...Object.keys(values)])
  const groups: ReadGroup[] = []
  const add = (title: Text | undefined, names: Iterable<string>) => {
    const sections: ReadSection[] = []
    for (const name of names) {
      if (!left.delete(name)) continue
      for (const section of reader.property(name, root.properties?.[name] ?? {}, values[name], required.has(name))) {
        const last = sections[sections.length - 1]
        // Single fields after each other are one section.
        if (section.key === '' && last?.key === '') last.rows.push(...section.rows)
        else if (section.rows.length > 0) sections.push(section)
      }
    }
    if (sections.length > 0) groups.push({ ...(title ? { title } : {}), sections })
  }
  if (isRecord(ui)) for (const group of groupsIn(ui)) add(group.title, group.names)
  add(groups.length > 0 ? { zh: '其他', en: 'Other' } : undefined, [...left])
  return groups
}

/** Enough to tell two values apart, not enough to know them. What the server masked stays as it is. */
export function masked(text: string): string {
  const letters = [...text]
  const length = letters.length
  if (/[*＊]/.test(text) || length === 0) return text
  if (length === 1) return '*'
  const [head, tail] = length >= 15 ? [3, 2] : length >= 9 ? [3, 2] : length >= 4 ? [1, 1] : [1, 0]
  return letters.map((letter, i) => (i < head || i >= length - tail ? letter : '*')).join('')
}

export interface Place {
  id: string
  label: Text
}

/** Every field that a finding can be about, with the section it stands in. */
export function placesOf(groups: ReadGroup[]): Place[] {
  return groups.flatMap((group) =>
    group.sections.flatMap((section) =>
      section.rows.map((row) => ({
        id: row.pointer,
        label: section.title ? { zh: `${section.title.zh} › ${row.label.zh}`, en: `${section.title.en} › ${row.label.en}` } : row.label,
      })),
    ),
  )
}

/** Where a pointer stands on the page. */
export function rowId(pointer: string): string {
  return 'read-' + pointer.replace(/[^A-Za-z0-9]+/g, '-')
}

export const valueIn = (row: ReadRow, language: Language) => (language === 'zh' ? row.value.zh : row.value.en)

/** The schemas and titles on the way to a pointer. */
function walk(schema: unknown, pointer: string): { at: Schema; labels: Text[]; personal: boolean } {
  const root: Schema = isRecord(schema) ? schema : {}
  const reader = new Reader(root)
  let at = root
  let personal = false
  const labels: Text[] = []
  for (const step of pointer.split('/').slice(1).map((one) => one.replace(/~1/g, '/').replace(/~0/g, '~'))) {
    if (/^\d+$/.test(step) && at.items) {
      at = reader.resolved(at.items)
      const last = labels.pop() ?? both('')
      labels.push({ zh: `${last.zh} ${Number(step) + 1}`, en: `${last.en} ${Number(step) + 1}` })
    } else {
      at = reader.resolved(at.properties?.[step])
      labels.push(titleOf(at, step))
    }
    personal ||= isPersonal(at)
  }
  return { at, labels, personal }
}

/** The titles from the top down to what a pointer is about. */
export function labelOfPointer(schema: unknown, pointer: string): Text {
  const { labels } = walk(schema, pointer)
  return { zh: labels.map((one) => one.zh).join(' › '), en: labels.map((one) => one.en).join(' › ') }
}

/** A value at a pointer in words, and whether it tells about a person. */
export function readValue(schema: unknown, pointer: string, value: unknown): { text: Text; personal: boolean; empty: boolean } {
  const { at, personal } = walk(schema, pointer)
  const parts = (part: Schema, one: unknown): Text => {
    if (!isRecord(one)) return wordsOf(part, one)
    const texts = Object.entries(one).filter(([, inner]) => !isEmpty(inner)).map(([name, inner]) => ({ title: titleOf(part.properties?.[name], name), text: parts(part.properties?.[name] ?? {}, inner) }))
    return { zh: texts.map(({ title, text }) => `${title.zh}：${text.zh}`).join('；'), en: texts.map(({ title, text }) => `${title.en}: ${text.en}`).join('; ') }
  }
  // A whole part that came or went tells about a person as soon as one of its fields does.
  const inside = isRecord(value) && Object.values(at.properties ?? {}).some(isPersonal)
  const empty = isEmpty(value)
  return { text: empty ? both('') : parts(at, value), personal: personal || inside, empty }
}
