// A draft that saves itself: every change is kept on this device at once and on the server soon after.
import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import { api, Problem, read, readWithVersion, type Schema } from '@/api'
import { uploadFile } from '@/api/upload'

export type Draft = Schema<'Draft'>
export type DraftKind = Draft['kind']
type Changed = Pick<Draft, 'form' | 'chosen' | 'materials'>

interface Kept extends Changed {
  version: number
}

const keyOf = (id: string) => `draft:${id}`

function keep(id: string, kept: Kept): void {
  try {
    sessionStorage.setItem(keyOf(id), JSON.stringify(kept))
  } catch {
    // Full or forbidden: the server has it soon.
  }
}

function kept(id: string): Kept | undefined {
  try {
    return JSON.parse(sessionStorage.getItem(keyOf(id)) ?? 'null') ?? undefined
  } catch {
    return undefined
  }
}

function forget(id: string): void {
  try {
    sessionStorage.removeItem(keyOf(id))
  } catch {
    // Nothing was kept.
  }
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)
const part = (draft: Draft): Changed => ({ form: draft.form, chosen: draft.chosen, materials: draft.materials })

export type Saving = 'saved' | 'changed' | 'saving' | 'offline' | 'conflict' | 'failed'

/** Opens my draft for this target or begins one. `wait` is how long after a change it is saved. */
export function useDraft(kind: DraftKind, target: string, wait = 700) {
  const draft = shallowRef<Draft>()
  const problem = shallowRef<unknown>()
  const state = ref<Saving>('saved')
  const savedAt = ref<string>()
  const resumed = ref(false)
  const recovered = ref(false)
  let tag = ''
  let base: Changed | undefined // what the server holds, as far as we know
  let timer: ReturnType<typeof setTimeout> | undefined
  let retries = 0
  let running: Promise<void> | undefined
  let closed = false

  function take(answer: Draft, version: string | undefined) {
    draft.value = answer
    tag = version ?? `"v${answer.version}"`
    base = part(answer)
    savedAt.value = answer.updated_at
  }

  async function open() {
    problem.value = undefined
    try {
      const mine = (await read(api.GET('/api/v1/drafts'))).items.filter((one) => one.kind === kind && one.target === target)
      const latest = mine.sort((a, b) => b.updated_at.localeCompare(a.updated_at))[0]
      resumed.value = latest !== undefined
      const { data, version } = latest
        ? await readWithVersion(api.GET('/api/v1/drafts/{id}', { params: { path: { id: latest.id } } }))
        : await readWithVersion(api.POST('/api/v1/drafts', { body: { kind, target } }))
      take(data, version)
      const local = kept(data.id)
      if (!local) return
      const mineNow: Changed = { form: local.form, chosen: local.chosen, materials: local.materials }
      if (same(mineNow, part(data))) return forget(data.id)
      // What was typed here and never reached the server; if the server has moved on, the person decides.
      draft.value = { ...data, ...mineNow }
      recovered.value = true
      if (local.version === data.version) schedule(0)
      else state.value = 'conflict'
    } catch (error) {
      problem.value = error
    }
  }

  function change(changes: Partial<Changed>) {
    const current = draft.value
    if (!current) return
    const next = { ...current, ...changes }
    if (same(part(next), part(current))) return
    draft.value = next
    keep(next.id, { ...part(next), version: next.version })
    if (state.value === 'conflict') return
    state.value = 'changed'
    schedule(wait)
  }

  function schedule(after: number) {
    clearTimeout(timer)
    timer = setTimeout(() => void save(), after)
  }

  async function send(): Promise<void> {
    const sent = draft.value!
    state.value = 'saving'
    try {
      const { data, version } = await readWithVersion(
        api.PUT('/api/v1/drafts/{id}', { params: { path: { id: sent.id }, header: { 'If-Match': tag } }, body: part(sent) }),
      )
      retries = 0
      const now = draft.value!
      const settled = same(part(now), part(sent))
      // What was typed while it was sent stays.
      take(data, version)
      draft.value = settled ? { ...data, ...part(sent) } : { ...data, ...part(now) }
      if (settled) {
        forget(data.id)
        state.value = 'saved'
      } else {
        keep(data.id, { ...part(now), version: data.version })
        state.value = 'changed'
        schedule(wait)
      }
    } catch (error) {
      if (error instanceof Problem && error.status === 412) {
        // Where only the list of files has moved on, nobody has changed what is typed here.
        if (!(await moveOn(sent))) state.value = 'conflict'
      } else if (error instanceof Problem && error.transient) {
        state.value = 'offline'
        retries += 1
        if (!closed) schedule(Math.min(30_000, 1000 * 2 ** retries))
      } else {
        state.value = 'failed'
        problem.value = error
      }
    }
  }

  async function moveOn(sent: Draft): Promise<boolean> {
    try {
      const { data, version } = await readWithVersion(api.GET('/api/v1/drafts/{id}', { params: { path: { id: sent.id } } }))
      const here = part(draft.value!)
      // Two windows that have come to the same do not differ either.
      if (!same(part(data), base) && !same(part(data), here)) return false
      take(data, version)
      draft.value = { ...data, ...here }
      state.value = 'changed'
      schedule(0)
      return true
    } catch {
      return false
    }
  }

  /** Saves what is not saved yet; true when the server has all of it. */
  async function save(): Promise<boolean> {
    clearTimeout(timer)
    while (running) await running
    if (draft.value && state.value !== 'saved' && state.value !== 'conflict') {
      running = send().finally(() => (running = undefined))
      await running
    }
    return state.value === 'saved'
  }

  /** After a conflict: what is here, or what the server has. */
  async function resolve(mine: boolean) {
    const here = draft.value!
    try {
      const { data, version } = await readWithVersion(api.GET('/api/v1/drafts/{id}', { params: { path: { id: here.id } } }))
      take(data, version)
      if (mine) draft.value = { ...data, ...part(here) }
      state.value = mine ? 'changed' : 'saved'
      if (mine) await save()
      else forget(here.id)
    } catch (error) {
      problem.value = error
    }
  }

  /** Throws the draft away and begins anew. */
  async function restart() {
    const old = draft.value!
    clearTimeout(timer)
    while (running) await running
    try {
      await read(api.DELETE('/api/v1/drafts/{id}', { params: { path: { id: old.id } } }))
      forget(old.id)
      const { data, version } = await readWithVersion(api.POST('/api/v1/drafts', { body: { kind, target } }))
      state.value = 'saved'
      resumed.value = recovered.value = false
      take(data, version)
    } catch (error) {
      problem.value = error
    }
  }

  /** Sends a file; nothing else is saved meanwhile, as both move the version on. */
  async function upload(file: File, told: (percent: number) => void): Promise<Schema<'FileInfo'>> {
    await save()
    while (running) await running
    const sending = uploadFile<Schema<'FileInfo'>>(`/api/v1/drafts/${encodeURIComponent(draft.value!.id)}/files?name=${encodeURIComponent(file.name)}`, file, told)
    running = sending.then(() => {}, () => {}).finally(() => (running = undefined))
    const { data: info, version } = await sending
    const current = draft.value!
    if (version) tag = version
    draft.value = { ...current, version: Number(/\d+/.exec(version ?? '')?.[0] ?? current.version), files: [...(current.files ?? []), info] }
    return info
  }

  const online = () => state.value === 'offline' && schedule(0)
  window.addEventListener('online', online)
  onScopeDispose(() => {
    closed = true
    window.removeEventListener('online', online)
    if (state.value === 'changed') void save()
    clearTimeout(timer)
  })

  void open()
  return { draft, problem, state, savedAt, resumed, recovered, open, change, save, resolve, restart, upload, done: () => draft.value && forget(draft.value.id), id: computed(() => draft.value?.id ?? '') }
}
