// The client of this server, and the names of what it answers.
import { currentLanguage } from '@/i18n'
import { makeClient, must, mustWithVersion } from './client'
import type { components, paths } from './schema'

type Schemas = components['schemas']
export type Schema<Name extends keyof Schemas> = Schemas[Name]
export type Text = Schema<'Text'>

let signedOut: () => void = () => {}

/** What happens when the server no longer knows who this is; set once by the session. */
export function onSignedOut(act: () => void): void {
  signedOut = act
}

export const api = makeClient<paths>({ language: currentLanguage, onSignedOut: () => signedOut() })

/** The data of an answer, or a Problem thrown in the language of the page. */
export const read = <T>(pending: Parameters<typeof must<T>>[0]): Promise<T> => must(pending, currentLanguage())

/** The same with the version that goes back as If-Match. */
export const readWithVersion = <T>(pending: Parameters<typeof mustWithVersion<T>>[0]) => mustWithVersion(pending, currentLanguage())

export { newKey } from './client'
export { Problem } from './problem'
