// Makes a form of the catalogue ready for JSON Forms: its words in the language of the page, its parts laid out,
// and the fields that a condition forbids taken out of sight.
import type { JsonSchema, UISchemaElement } from '@jsonforms/core'

type Node = { [key: string]: unknown }
type Element = UISchemaElement & { scope?: string; elements?: Element[]; options?: Node; label?: unknown }

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value)

/** A copy in which x-title-en and the like stand where title stood, for English; for Chinese just a copy. */
function translated(value: unknown, language: string): unknown {
  if (Array.isArray(value)) return value.map((one) => translated(one, language))
  if (!isNode(value)) return value
  const copy: Node = {}
  for (const [name, part] of Object.entries(value)) copy[name] = translated(part, language)
  if (language === 'en')
    for (const name of ['title', 'description', 'label', 'text', 'itemName']) {
      const other = value[`x-${name}-en`]
      if (typeof other === 'string') copy[name] = other
    }
  return copy
}

/** The fields that an object's if/then/else forbids, each with the rule that hides it. */
function hidden(schema: Node): Map<string, Node> {
  const rules = new Map<string, Node>()
  for (const part of (Array.isArray(schema['allOf']) ? schema['allOf'] : []) as Node[]) {
    if (!isNode(part['if'])) continue
    for (const [branch, condition] of [['then', part['if']], ['else', { not: part['if'] }]] as const) {
      const properties = isNode(part[branch]) ? part[branch]['properties'] : undefined
      if (!isNode(properties)) continue
      for (const [name, allowed] of Object.entries(properties))
        if (allowed === false) rules.set(name, { effect: 'HIDE', condition: { scope: '#', schema: condition } })
    }
  }
  return rules
}

/** The fields that some branch of a condition requires; they are shown only while it does. */
function needed(schema: Node): Set<string> {
  const names = new Set<string>()
  for (const part of (Array.isArray(schema['allOf']) ? schema['allOf'] : []) as Node[])
    for (const branch of ['then', 'else']) {
      const required = isNode(part[branch]) ? part[branch]['required'] : undefined
      if (Array.isArray(required)) for (const name of required) names.add(String(name))
    }
  return names
}

/** How the fields of one object stand: short ones beside each other. */
function detailOf(schema: Node): Element {
  const rules = hidden(schema)
  const must = needed(schema)
  const elements = Object.keys(isNode(schema['properties']) ? schema['properties'] : {}).map((name) => {
    const rule = rules.get(name)
    return {
      type: 'Control',
      scope: `#/properties/${name}`,
      ...(rule ? { rule } : {}),
      ...(must.has(name) ? { options: { needed: true } } : {}),
    } as Element
  })
  return { type: 'HorizontalLayout', elements } as Element
}

const nameIn = (scope: string | undefined) => /^#\/properties\/([^/]+)$/.exec(scope ?? '')?.[1]

function laidOut(element: Element, root: Node, properties: Node, keep: (name: string) => boolean): Element | undefined {
  if (element.elements) {
    const elements = element.elements.map((one) => laidOut(one, root, properties, keep)).filter((one) => one !== undefined)
    return elements.length > 0 ? { ...element, elements } : undefined
  }
  const name = nameIn(element.scope)
  if (name === undefined) return element
  if (!keep(name)) return undefined
  if (element.rule !== undefined && needed(root).has(name)) element = { ...element, options: { ...element.options, needed: true } }
  const schema = properties[name]
  if (!isNode(schema) || element.options?.['detail']) return element
  const inner = schema['type'] === 'object' ? schema : schema['type'] === 'array' && isNode(schema['items']) ? schema['items'] : undefined
  if (!inner || !isNode(inner['properties'])) return element
  return { ...element, options: { ...element.options, detail: detailOf(inner) } }
}

export interface PreparedForm {
  schema: JsonSchema
  ui: UISchemaElement
}

/** `keep` says which top-level fields are shown; what is not shown keeps its value. */
export function prepareForm(form: { schema: unknown; ui: unknown }, language: string, keep: (name: string) => boolean = () => true): PreparedForm {
  const schema = translated(form.schema, language) as Node
  const ui = translated(form.ui, language) as Element
  const properties = isNode(schema['properties']) ? schema['properties'] : {}
  return { schema: schema as JsonSchema, ui: laidOut(ui, schema, properties, keep) ?? ({ type: 'VerticalLayout', elements: [] } as Element) }
}

/** The array of the form whose choices are the given ids: what the questions before the form have answered. */
export function choiceField(schema: unknown, ids: string[]): string | undefined {
  const properties = isNode(schema) && isNode(schema['properties']) ? schema['properties'] : {}
  for (const [name, field] of Object.entries(properties)) {
    const items = isNode(field) && isNode(field['items']) ? field['items'] : undefined
    const choices = Array.isArray(items?.['oneOf']) ? (items['oneOf'] as Node[]).map((choice) => choice['const']) : items?.['enum']
    if (Array.isArray(choices) && choices.length > 0 && ids.length > 0 && ids.every((id) => choices.includes(id))) return name
  }
  return undefined
}

interface Wanted {
  errors: { keyword: string; instancePath: string; params: Record<string, unknown> }[] | null
  (data: unknown): boolean
}

/**
 * Begins the parts that the form requires (so that all that is missing in them can be named), and takes away
 * those begun parts that hold nothing and are not required.
 */
export function withParts(schema: JsonSchema, data: Node, validate: Wanted): Node {
  const properties = isNode(schema.properties) ? (schema.properties as Node) : {}
  const begun = (name: string, value: unknown) => isNode(properties[name]) && properties[name]['type'] === 'object' && isEmpty(value)
  let shaped: Node = Object.fromEntries(Object.entries(data).filter(([name, value]) => !begun(name, value)))
  if (!validate(shaped))
    for (const error of validate.errors ?? []) {
      const name = String(error.params['missingProperty'] ?? '')
      const field = properties[name]
      if (error.keyword !== 'required' || error.instancePath !== '' || !isNode(field)) continue
      if (field['type'] === 'object') shaped = { ...shaped, [name]: {} }
      else if (field['type'] === 'array' && isNode(field['items']) && field['items']['type'] === 'object') shaped = { ...shaped, [name]: [{}] }
    }
  return shaped
}

const isEmpty = (value: unknown) => isNode(value) && Object.values(value).every((part) => part === undefined || part === '')
