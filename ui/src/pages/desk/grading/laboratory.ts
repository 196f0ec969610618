// The state of the laboratory: what was changed, what can be taken back, and the server's answer to it.
import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import { api, Problem, read } from '@/api'
import { faultOf, leversOf, sameEntry, settingOf, type Entry, type Lever, type Settings } from './levers'
import type { Comparison, Run } from './model'

export type Changes = Readonly<Record<string, Entry>>

/** Changes of the same number that follow each other quickly are one step back. */
const oneStep = 700
/** A slider that is being moved does not ask for each of its positions. */
const pause = 30

/** What was changed, with the way back. */
export function useChanges(levers: Ref<Lever[]>, now: () => number = () => performance.now()) {
  const changes = shallowRef<Changes>({})
  const past = shallowRef<Changes[]>([])
  let lastPath = ''
  let lastAt = -Infinity

  function become(next: Changes, path: string) {
    if (path === '' || path !== lastPath || now() - lastAt > oneStep) past.value = [...past.value.slice(-199), changes.value]
    lastPath = path
    lastAt = now()
    changes.value = next
  }
  const leverOf = (path: string) => levers.value.find((lever) => lever.path === path)

  function change(path: string, entry: Entry) {
    const lever = leverOf(path)
    if (!lever) return
    const next = { ...changes.value }
    if (sameEntry(entry, lever.entry)) delete next[path]
    else next[path] = entry
    become(next, path)
  }
  function restore(path: string) {
    const { [path]: _, ...rest } = changes.value
    become(rest, '')
  }
  function reset() {
    if (Object.keys(changes.value).length > 0) become({}, '')
  }
  function undo() {
    const last = past.value[past.value.length - 1]
    if (!last) return
    past.value = past.value.slice(0, -1)
    changes.value = last
    lastPath = ''
  }
  return { changes, past, change, restore, reset, undo, last: () => lastPath }
}

const keyOf = (run: string) => `laboratory:${run}`

function remembered(run: string): Changes {
  try {
    return (JSON.parse(sessionStorage.getItem(keyOf(run)) ?? '{}') ?? {}) as Changes
  } catch {
    return {}
  }
}

/** Asks the server after every change, one question at a time and always the newest. */
export function useLaboratory(run: Ref<Run | undefined>) {
  const levers = computed(() => (run.value ? leversOf(run.value.definition).filter((lever) => lever.entry.text !== '' || lever.entry.kind !== undefined) : []))
  const book = useChanges(levers)
  // What was tried stays when the page is loaded again, as long as this window does.
  watch(run, (of) => {
    if (of) book.changes.value = remembered(of.run)
  }, { immediate: true })
  watch(book.changes, (changes) => {
    if (run.value) sessionStorage.setItem(keyOf(run.value.run), JSON.stringify(changes))
  })
  const entryOf = (lever: Lever): Entry => book.changes.value[lever.path] ?? lever.entry
  const faulty = computed(() => levers.value.filter((lever) => book.changes.value[lever.path] && faultOf(lever, entryOf(lever))))
  const settings = computed<Settings>(() => Object.fromEntries(levers.value.filter((lever) => book.changes.value[lever.path] && !faultOf(lever, entryOf(lever))).map((lever) => [lever.path, settingOf(lever, entryOf(lever))])))

  const answer = shallowRef<Comparison>()
  /** How long the last answer took, there and back, in milliseconds. */
  const took = ref<number>()
  const problem = shallowRef<unknown>()
  /** The number whose change the server would not take. */
  const refused = ref('')
  const asking = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  let stale = false

  async function ask() {
    if (!run.value) return
    if (asking.value) {
      stale = true
      return
    }
    asking.value = true
    stale = false
    const begun = performance.now()
    const about = book.last()
    try {
      const found = await read<Comparison>(api.POST('/api/v1/evaluation-runs/{run}/what-if', { params: { path: { run: run.value.run } }, body: { settings: settings.value } }))
      answer.value = found
      took.value = performance.now() - begun
      problem.value = undefined
      refused.value = ''
    } catch (error) {
      problem.value = error
      refused.value = error instanceof Problem && error.status === 422 ? about : ''
    }
    asking.value = false
    if (stale) void ask()
  }

  watch([run, settings], () => {
    clearTimeout(timer)
    if (faulty.value.length === 0) timer = setTimeout(() => void ask(), pause)
  }, { immediate: true })
  onScopeDispose(() => clearTimeout(timer))

  return { ...book, levers, entryOf, faulty, settings, answer, took, problem, refused, asking, ask }
}

export interface Reach {
  min: number
  max: number
  step: number
}

/** How far a slider goes: around what the scheme has, in steps that a hand can take. */
export function reachOf(lever: Lever): Reach | undefined {
  const value = Number(lever.entry.text)
  if (lever.entry.kind === 'none' || lever.entry.text === '' || !Number.isFinite(value)) return undefined
  if (lever.shape === 'share') return { min: 0, max: 100, step: 1 }
  if (lever.part === 'times' || lever.entry.kind === 'times') return { min: 0.1, max: Math.max(3, 2 * value), step: 0.1 }
  if (lever.part === 'weight') return { min: 0, max: Math.max(100, 2 * value), step: 1 }
  const size = Math.abs(value) || 1
  const step = 10 ** Math.floor(Math.log10(size) - 1)
  const fixed = (number: number) => Number((Math.round(number / step) * step).toPrecision(12))
  return value < 0 ? { min: fixed(3 * value), max: -fixed(3 * value), step } : { min: lever.part === 'baseline' ? step : 0, max: fixed(3 * size), step }
}
