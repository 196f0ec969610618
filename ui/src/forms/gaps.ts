// What is still missing or wrong in a form, in the order of the form, with the label of its field.
import type { SchemaError } from './ajv'

export interface Gap {
  path: string // dots, as JSON Forms writes it: persons.0.name
  label: string
  message: string
}

interface Described {
  title?: string
  properties?: Record<string, Described>
  items?: Described
  $ref?: string
  $defs?: Record<string, Described>
  definitions?: Record<string, Described>
  allOf?: Described[]
}

function resolved(schema: Described | undefined, root: Described): Described | undefined {
  const name = schema?.$ref && /^#\/(\$defs|definitions)\/(.+)$/.exec(schema.$ref)
  if (!name) return schema
  return (name[1] === '$defs' ? root.$defs : root.definitions)?.[name[2]!]
}

/** The titles from the form down to the field: 股东 2 › 姓名. */
export function labelOf(path: string, root: Described): string {
  const titles: string[] = []
  let at: Described | undefined = root
  for (const step of path.split('.').filter(Boolean)) {
    at = resolved(at, root)
    if (/^\d+$/.test(step)) {
      at = at?.items
      titles[titles.length - 1] = `${titles[titles.length - 1] ?? ''} ${Number(step) + 1}`.trim()
    } else {
      const known: Described | undefined =
        at?.properties?.[step] ?? at?.allOf?.map((part) => resolved(part, root)?.properties?.[step]).find(Boolean)
      at = known
      titles.push(resolved(known, root)?.title ?? known?.title ?? step)
    }
  }
  return titles.join(' › ')
}

export function pathOf(error: Pick<SchemaError, 'instancePath' | 'keyword' | 'params'>): string {
  const steps = error.instancePath.split('/').filter(Boolean).map((step) => step.replace(/~1/g, '/').replace(/~0/g, '~'))
  if (error.keyword === 'required') steps.push(String(error.params['missingProperty']))
  return steps.join('.')
}

/** One gap a field: the first thing that is wrong with it is enough to mend it. */
export function gapsOf(errors: SchemaError[], root: Described, word: (error: SchemaError) => string): Gap[] {
  const gaps = new Map<string, Gap>()
  for (const error of errors) {
    const path = pathOf(error)
    if (!gaps.has(path)) gaps.set(path, { path, label: labelOf(path, root), message: word(error) })
  }
  return inFormOrder([...gaps.values()], root)
}

/** As the form asks for them; what is no field of it comes last. */
export function inFormOrder(gaps: Gap[], root: Described): Gap[] {
  const order = fieldOrder(root)
  const rank = (path: string) => {
    const at = order.indexOf(path.replace(/\.\d+(?=\.|$)/g, ''))
    return at < 0 ? order.length : at
  }
  return [...gaps].sort((a, b) => rank(a.path) - rank(b.path) || a.path.localeCompare(b.path))
}

function fieldOrder(root: Described, at: Described | undefined = root, prefix = '', depth = 0): string[] {
  const here = resolved(at, root)
  if (!here || depth > 8) return []
  const order: string[] = []
  for (const [name, schema] of Object.entries(here.properties ?? {})) {
    const path = prefix ? `${prefix}.${name}` : name
    const inner = resolved(schema, root)
    order.push(path, ...fieldOrder(root, inner?.items ?? inner, path, depth + 1))
  }
  return order
}

/** The id of the element that holds a field, so that a gap can be jumped to. */
export function fieldId(path: string): string {
  return 'field-' + path.replace(/[^A-Za-z0-9]+/g, '-')
}

/** Brings a field to sight and the cursor into it. Returns false if the form does not show it. */
export function jumpTo(path: string, within: Document = document): boolean {
  let element: HTMLElement | null = null
  for (let at = path; !element && at; at = at.includes('.') ? at.slice(0, at.lastIndexOf('.')) : '')
    element = within.getElementById(fieldId(at))
  if (!element) return false
  const control = element.matches('input,select,textarea,button')
    ? element
    : (element.querySelector<HTMLElement>('input,select,textarea,button') ?? element)
  element.scrollIntoView({ block: 'center', behavior: 'auto' })
  control.focus({ preventScroll: true })
  return true
}
