// What the server answers when it says no (RFC 9457), in the words of whoever reads it.

export interface FieldFault {
  path: string // dots: persons.0.name
  code: string
  message: string
}

type Words = string | { zh?: string; en?: string }

interface ProblemBody {
  type?: string
  code?: string
  title?: Words
  detail?: Words
  status?: number
  errors?: { pointer?: string; code?: string; detail?: Words; message?: Words }[]
  help?: Words
  rule?: string
  because?: Words // why a command was refused, in the words of the rule
}

export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly detail: string,
    readonly fields: FieldFault[] = [],
    /** Law and article that the refusal rests on. */
    readonly rule = '',
  ) {
    super(detail || title)
    this.name = 'Problem'
  }

  /** The faults of a form that was handed in as `form`, by the form's own paths. */
  get formFaults(): FieldFault[] {
    return this.fields.filter((fault) => fault.path).map((fault) => ({ ...fault, path: fault.path.replace(/^form\./, '') }))
  }

  /** Worth trying again unchanged: the network, a busy server. */
  get transient(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 502
  }
}

function words(text: Words | undefined, language: string): string {
  if (text === undefined) return ''
  if (typeof text === 'string') return text
  return (language.startsWith('zh') ? (text.zh ?? text.en) : (text.en ?? text.zh)) ?? ''
}

/** A JSON pointer, with or without the # of a fragment, as the dotted path of a form. */
export function pathOfPointer(pointer: string): string {
  return decodeURIComponent(pointer.replace(/^#/, ''))
    .split('/')
    .filter(Boolean)
    .map((step) => step.replace(/~1/g, '/').replace(/~0/g, '~'))
    .join('.')
}

export function problemOf(status: number, body: unknown, language: string): Problem {
  const problem: ProblemBody = typeof body === 'object' && body !== null ? body : {}
  const fields = (Array.isArray(problem.errors) ? problem.errors : []).map((error) => ({
    path: pathOfPointer(error.pointer ?? ''),
    code: error.code ?? '',
    message: words(error.detail ?? error.message, language),
  }))
  return new Problem(
    status,
    problem.code ?? `http.${status}`,
    words(problem.title, language),
    words(problem.because, language) || words(problem.detail, language),
    fields,
    typeof problem.rule === 'string' ? problem.rule : '',
  )
}

/** The faults of the server as additional errors of JSON Forms, shown beside their fields. */
export function asFormErrors(fields: FieldFault[]) {
  return fields.map((field) => ({
    instancePath: field.path ? '/' + field.path.split('.').join('/') : '',
    schemaPath: '',
    keyword: 'server',
    params: { code: field.code },
    message: field.message,
  }))
}
