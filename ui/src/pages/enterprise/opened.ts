// A case as its applicant has it open: read anew when something changes, and acted upon.
import { computed, ref, type Ref } from 'vue'
import { api, newKey, Problem, read, readWithVersion, type Schema } from '@/api'
import { useLive } from '@/api/live'
import { useRemote } from '@/api/remote'
import type DecisionBar from '@/components/DecisionBar.vue'
import { useWords } from '@/i18n/say'
import { actionsOf, clocksOf } from './casefile'

/** `bar` closes what it asks when a command has been accepted. */
export function useOpenedCase(no: Ref<string>, bar: Ref<InstanceType<typeof DecisionBar> | undefined>) {
  const { t, say } = useWords()
  // Each answer with its own version: one that was overtaken leaves nothing behind.
  const versions = new WeakMap<Schema<'Case'>, string>()
  const file = useRemote(async () => {
    const { data, version } = await readWithVersion<Schema<'Case'>>(api.GET('/api/v1/cases/{no}', { params: { path: { no: no.value } } }))
    if (version) versions.set(data, version)
    return data
  }, no)
  useLive((topics) => {
    if (topics.size > 0) void file.reload()
  })
  const it = file.data
  const clocks = computed(() => (it.value ? clocksOf(it.value, say) : []))
  const actions = computed(() => (it.value ? actionsOf(it.value, say) : []))

  const busy = ref(false)
  const done = ref('')
  const problem = ref<unknown>()
  let key = newKey()
  async function act(command: string, values: Record<string, string>) {
    const now = it.value
    if (!now) return
    busy.value = true
    problem.value = undefined
    done.value = ''
    try {
      const input = Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim() !== ''))
      await read(api.POST('/api/v1/cases/{no}/commands/{action}', {
        params: { path: { no: no.value, action: command }, header: { 'If-Match': versions.get(now) ?? `"v${now.version}"`, 'Idempotency-Key': key } },
        body: { input },
      }))
      key = newKey()
      done.value = t('casefile.done', { action: actions.value.find((action) => action.command === command)?.name ?? '' })
      bar.value?.reset()
      await file.reload()
    } catch (error) {
      problem.value = error
      if (error instanceof Problem && !error.transient) {
        key = newKey()
        await file.reload()
      }
    } finally {
      busy.value = false
    }
  }

  return { file, it, clocks, actions, act, busy, done, problem }
}
