// What a page reads from the server: read when the page or its subject changes, and again when it is told to.
import { shallowRef, watch, type ShallowRef, type WatchSource } from 'vue'

export interface Remote<T> {
  data: Readonly<ShallowRef<T | undefined>>
  problem: Readonly<ShallowRef<unknown>>
  loading: Readonly<ShallowRef<boolean>>
  /** Reads anew; what is shown stays until the answer has come. */
  reload: () => Promise<void>
  /** Shows an answer that came another way, such as that of a command. */
  set: (data: T) => void
}

/** Reads by `load` at once and whenever `subject` changes; an answer that was overtaken is dropped. */
export function useRemote<T>(load: () => Promise<T>, subject?: WatchSource<unknown> | WatchSource<unknown>[]): Remote<T> {
  const data = shallowRef<T>()
  const problem = shallowRef<unknown>()
  const loading = shallowRef(true)
  let turn = 0

  async function reload() {
    const mine = ++turn
    loading.value = true
    try {
      const answer = await load()
      if (mine !== turn) return
      data.value = answer
      problem.value = undefined
    } catch (error) {
      if (mine === turn) problem.value = error
    }
    if (mine === turn) loading.value = false
  }

  if (subject)
    watch(subject, () => {
      data.value = problem.value = undefined
      void reload()
    })
  void reload()
  return {
    data,
    problem,
    loading,
    reload,
    set: (answer) => {
      turn += 1
      loading.value = false
      data.value = answer
    },
  }
}

/** Reads several things, a few at a time: a page must not crowd out the others' requests. */
export async function readEach<T, R>(items: T[], load: (item: T) => Promise<R>, atOnce = 3): Promise<R[]> {
  const results: R[] = new Array<R>(items.length)
  let next = 0
  const work = async () => {
    while (next < items.length) {
      const mine = next++
      results[mine] = await load(items[mine]!)
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, work))
  return results
}
