// What the components show. Pages fill these from the answers of the server.

/** How a state is coloured; it is always written out too. */
export type Tone = 'good' | 'warn' | 'bad' | 'info' | 'plain'

export interface ClockView {
  state: 'running' | 'stopped' | 'met' | 'late' | 'waiting' | 'none'
  lamp?: 'green' | 'yellow' | 'red' | undefined
  promise?: Limit | undefined
  legal?: Limit | undefined
  /** Why it is due then: one sentence a line, worded by the server. */
  why?: string[] | undefined
}

export interface Limit {
  due?: string | undefined // an instant, ISO 8601
  left?: string | undefined // worded by the server: 1 个工作日
  used?: string | undefined
  budget?: string | undefined
}

export interface TimelineSpan {
  from: string
  to?: string | undefined // until now
  kind: 'running' | 'stopped' | 'waiting' | 'done'
}

export interface TimelineEntry {
  at: string
  text: string
  by?: string | undefined
  note?: string | undefined
  tone?: Tone | undefined
}

export interface TimelineBranch {
  id: string
  name: string
  state: string
  tone: Tone
  to?: string | undefined // a page
  due?: string | undefined
  spans: TimelineSpan[]
  entries: TimelineEntry[]
}

export interface GraphNode {
  id: string
  name: string
  state: string
  tone: Tone
  to?: string | undefined
  optional?: boolean | undefined
}

export interface GraphEdge {
  from: string
  to: string
}

export type MaterialState =
  | 'provided' | 'missing' | 'from_register' | 'tolerated' | 'committed' | 'not_needed' | 'wrong'

export interface MaterialView {
  id: string
  name: string
  state: MaterialState
  required?: boolean | undefined
  note?: string | undefined
  by?: string | undefined // for tolerated ones
  files: { id: string; name: string; size: number; href?: string | undefined }[]
  upload?: { types: string[]; bytes: number } | undefined // may be given now
  progress?: { name: string; percent: number } | undefined
  fault?: string | undefined
}

export interface ActionField {
  name: string
  label: string
  kind: 'text' | 'long' | 'choice'
  required?: boolean | undefined
  choices?: { value: string; label: string }[] | undefined
}

export interface ActionView {
  command: string
  name: string
  tone: 'primary' | 'plain' | 'danger'
  power?: string | undefined
  explains?: string | undefined
  fields?: ActionField[] | undefined
  blocked?: string | undefined // the reason why not yet
}
