import { afterEach, describe, expect, it, vi } from 'vitest'
import { makeClient, must, mustWithVersion } from './client'
import { subscribe } from './events'
import { asFormErrors, pathOfPointer, Problem, problemOf } from './problem'

interface Paths {
  '/thing': {
    get: { parameters: {}; responses: { 200: { content: { 'application/json': { a: number } } } } }
    post: { parameters: {}; responses: { 200: { content: { 'application/json': { a: number } } } } }
  }
}

function clientThat(answer: () => Response, seen: Request[] = [], onSignedOut = () => {}) {
  return makeClient<Paths>({
    baseUrl: 'http://shuxin.test',
    language: () => 'zh',
    onSignedOut,
    fetch: (request) => {
      seen.push(request)
      return Promise.resolve(answer())
    },
  })
}

describe('client', () => {
  it('says the language always, and a fresh idempotency key on what changes something', async () => {
    const seen: Request[] = []
    const api = clientThat(() => Response.json({ a: 1 }), seen)
    await api.GET('/thing')
    await api.POST('/thing')
    await api.POST('/thing')
    expect(seen[0]!.headers.get('Accept-Language')).toBe('zh')
    expect(seen[0]!.headers.has('Idempotency-Key')).toBe(false)
    expect(seen[1]!.headers.get('Idempotency-Key')).toMatch(/^[0-9a-f]{32}$/)
    expect(seen[1]!.headers.get('Idempotency-Key')).not.toBe(seen[2]!.headers.get('Idempotency-Key'))
  })
  it('keeps the key of a wish that is repeated', async () => {
    const seen: Request[] = []
    await clientThat(() => Response.json({ a: 1 }), seen).POST('/thing', { headers: { 'Idempotency-Key': 'k1' } })
    expect(seen[0]!.headers.get('Idempotency-Key')).toBe('k1')
  })
  it('hands out the version with the data', async () => {
    const api = clientThat(() => Response.json({ a: 1 }, { headers: { ETag: '"7"' } }))
    expect(await mustWithVersion(api.GET('/thing'), 'zh')).toEqual({ data: { a: 1 }, version: '"7"' })
  })
  it('throws what the server says as a problem, with the fields it concerns', async () => {
    const body = { code: 'form.invalid', detail: '有 1 处有误', errors: [{ pointer: '#/persons/0/id', code: 'citizen-id.check', detail: '校验位不符' }] }
    const api = clientThat(() => Response.json(body, { status: 422 }))
    const problem = await must(api.POST('/thing'), 'zh').catch((error: unknown) => error as Problem)
    expect(problem).toMatchObject({ status: 422, code: 'form.invalid', transient: false })
    expect((problem as Problem).fields).toEqual([{ path: 'persons.0.id', code: 'citizen-id.check', message: '校验位不符' }])
    expect(asFormErrors((problem as Problem).fields)[0]!.instancePath).toBe('/persons/0/id')
  })
  it('turns a lost network into a problem that is worth another try, and tells of a lost session', async () => {
    const lost = makeClient<Paths>({ baseUrl: 'http://shuxin.test', language: () => 'en', fetch: () => Promise.reject(new TypeError('failed')) })
    await expect(must(lost.GET('/thing'), 'en')).rejects.toMatchObject({ code: 'network', transient: true })
    const signedOut = vi.fn()
    await clientThat(() => Response.json({}, { status: 401 }), [], signedOut).GET('/thing')
    expect(signedOut).toHaveBeenCalledOnce()
  })
  it('reads pointers and texts in both languages, and survives an answer that is no problem', () => {
    expect(pathOfPointer('/a~1b/0/c%20d')).toBe('a/b.0.c d')
    expect(problemOf(409, { title: { zh: '已变更', en: 'Changed' } }, 'en').title).toBe('Changed')
    expect(problemOf(502, '<html>', 'zh')).toMatchObject({ code: 'http.502', transient: true })
  })
})

class FakeSource {
  static all: FakeSource[] = []
  readyState = 0
  onopen: (() => void) | null = null
  onerror: (() => void) | null = null
  listeners = new Map<string, (event: unknown) => void>()
  constructor(readonly url: string) {
    FakeSource.all.push(this)
  }
  addEventListener(name: string, listener: (event: unknown) => void) {
    this.listeners.set(name, listener)
  }
  close() {
    this.readyState = 2
  }
}

describe('subscribe', () => {
  afterEach(() => vi.useRealTimers())
  it('comes back after a refused line, from the last event on, and stops when closed', () => {
    vi.useFakeTimers()
    FakeSource.all = []
    const received: unknown[] = []
    const subscription = subscribe({
      url: (last) => (last ? `/events?after=${last}` : '/events'),
      names: ['case'],
      onEvent: (_, data) => received.push(data),
      open: (url) => new FakeSource(url) as unknown as EventSource,
    })
    const first = FakeSource.all[0]!
    first.listeners.get('case')!({ data: '{"n":1}', lastEventId: '42' })
    first.listeners.get('case')!({ data: 'cut o', lastEventId: '' })
    first.readyState = 2
    first.onerror!()
    vi.advanceTimersByTime(31_000)
    expect(FakeSource.all[1]!.url).toBe('/events?after=42')
    expect(received).toEqual([{ n: 1 }])
    subscription.close()
    FakeSource.all[1]!.onerror!()
    vi.advanceTimersByTime(60_000)
    expect(FakeSource.all).toHaveLength(2)
  })
})
