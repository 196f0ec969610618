// The work list: read page by page, and watched. What changed is told, and comes into the list when asked for.
import { computed, shallowRef } from 'vue'
import { api, read } from '@/api'
import { useLive } from '@/api/live'
import type { Task } from './model'
import { compareLists, taskKey } from './urgency'

const pageSize = 50

async function page(cursor: string | undefined, limit = pageSize) {
  return read(api.GET('/api/v1/desk/tasks', { params: { query: { limit, ...(cursor ? { cursor } : {}) } } }))
}

/** All tasks up to `most`, and whether there are more. */
export async function allTasks(most = 1000): Promise<{ tasks: Task[]; cut: boolean }> {
  const tasks: Task[] = []
  let cursor: string | undefined
  do {
    const answer = await page(cursor, 200)
    tasks.push(...answer.items)
    cursor = answer.next
  } while (cursor && tasks.length < most)
  return { tasks, cut: cursor !== undefined }
}

export async function nextTask(besides: string): Promise<Task | undefined> {
  return (await page(undefined, 20)).items.find((task) => task.case !== besides)
}

export function useTasks() {
  const tasks = shallowRef<Task[]>([])
  const next = shallowRef<string>()
  const problem = shallowRef<unknown>()
  const loading = shallowRef(true)
  const fresh = shallowRef<Task[]>([])
  const gone = shallowRef<ReadonlySet<string>>(new Set())
  let turn = 0

  async function guarded(work: (mine: number) => Promise<void>) {
    const mine = ++turn
    loading.value = true
    try {
      await work(mine)
      if (mine === turn) problem.value = undefined
    } catch (error) {
      if (mine === turn) problem.value = error
    }
    if (mine === turn) loading.value = false
  }

  const reload = () =>
    guarded(async (mine) => {
      const answer = await page(undefined)
      if (mine !== turn) return
      tasks.value = answer.items
      next.value = answer.next
      fresh.value = []
      gone.value = new Set()
    })

  const more = () =>
    guarded(async (mine) => {
      const answer = await page(next.value)
      if (mine !== turn) return
      // A task that moved between two pages is shown once.
      const known = new Set(tasks.value.map(taskKey))
      tasks.value = [...tasks.value, ...answer.items.filter((task) => !known.has(taskKey(task)))]
      next.value = answer.next
    })

  // Rows do not jump under the hand: the list is read anew aside, and only what differs is told.
  useLive(async () => {
    if (loading.value) return
    const mine = turn
    try {
      const limit = Math.min(200, Math.max(pageSize, tasks.value.length))
      const answer = await page(undefined, limit)
      if (mine !== turn) return
      const difference = compareLists(tasks.value, answer.items, answer.next === undefined)
      fresh.value = difference.fresh
      gone.value = difference.gone
    } catch {
      // The list is as true as before; the next change or the reader asks again.
    }
  }, 600)

  void reload()
  const changed = computed(() => fresh.value.length + gone.value.size > 0)
  return { tasks, next, problem, loading, fresh, gone, changed, reload, more }
}
