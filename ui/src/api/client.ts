// The one door to the server: cookies, language, idempotency keys, versions, and problems instead of errors.
import createClient, { type Client, type Middleware } from 'openapi-fetch'
import { Problem, problemOf } from './problem'

export interface ClientSettings {
  baseUrl?: string
  language: () => string
  /** Told once for each answer 401, so that the shell can lead to the sign-in. */
  onSignedOut?: () => void
  fetch?: (request: Request) => Promise<Response>
}

const unsafe = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])

/** A key for one wish of the user: repeat it with the same key until it is answered. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

function conventions(settings: ClientSettings): Middleware {
  return {
    onRequest({ request }) {
      request.headers.set('Accept-Language', settings.language())
      if (unsafe.has(request.method) && !request.headers.has('Idempotency-Key'))
        request.headers.set('Idempotency-Key', newKey())
      return request
    },
    onResponse({ response }) {
      if (response.status === 401) settings.onSignedOut?.()
    },
  }
}

export function makeClient<Paths extends {}>(settings: ClientSettings): Client<Paths> {
  const client = createClient<Paths>({
    // A session cookie is sent to our own server only; the browser adds Origin, which the server checks.
    credentials: 'same-origin',
    ...(settings.baseUrl === undefined ? {} : { baseUrl: settings.baseUrl }),
    ...(settings.fetch === undefined ? {} : { fetch: settings.fetch }),
  })
  client.use(conventions(settings))
  return client
}

interface Answer<T> {
  data?: T
  error?: unknown
  response: Response
}

/** The data of an answer, or a Problem thrown: `const item = await must(api.GET('/matters/{id}', …), language)`. */
export async function must<T>(pending: Promise<Answer<T>>, language: string): Promise<T> {
  return (await mustWithVersion(pending, language)).data
}

/** The same with the ETag, which goes back as If-Match when the thing is changed. */
export async function mustWithVersion<T>(
  pending: Promise<Answer<T>>,
  language: string,
): Promise<{ data: T; version: string | undefined }> {
  let answer: Answer<T>
  try {
    answer = await pending
  } catch (cause) {
    throw new Problem(0, 'network', '', cause instanceof Error ? cause.message : String(cause))
  }
  if (!answer.response.ok) throw problemOf(answer.response.status, answer.error, language)
  return { data: answer.data as T, version: answer.response.headers.get('ETag') ?? undefined }
}
