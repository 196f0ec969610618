// What does not change while one works: bodies and forms, asked for once.
import { api, read } from '@/api'
import type { Organisation, Text } from './model'

let bodies: Promise<Organisation[]> | undefined

export function organisations(): Promise<Organisation[]> {
  bodies ??= read(api.GET('/api/v1/organisations')).then(
    (answer) => answer.items,
    (error: unknown) => {
      bodies = undefined
      throw error
    },
  )
  return bodies
}

let kinds: Promise<{ kind: string; name: Text }[]> | undefined

/** The registers that an officer may read. */
export function registers(): Promise<{ kind: string; name: Text }[]> {
  kinds ??= read(api.GET('/api/v1/registers')).then(
    (answer) => answer.items,
    (error: unknown) => {
      kinds = undefined
      throw error
    },
  )
  return kinds
}

interface FormDefinition {
  schema: unknown
  ui: unknown
}

const forms = new Map<string, Promise<FormDefinition>>()

export function formOf(id: string): Promise<FormDefinition> {
  if (!id) return Promise.resolve({ schema: {}, ui: {} })
  let form = forms.get(id)
  if (!form) {
    form = read(api.GET('/api/v1/forms/{id}', { params: { path: { id } } }))
    forms.set(id, form)
    form.catch(() => forms.delete(id))
  }
  return form
}
