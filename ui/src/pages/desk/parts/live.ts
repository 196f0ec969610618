// Changes of one case, while it is looked at.
import { onScopeDispose, watch } from 'vue'
import { subscribe, type Subscription } from '@/api/events'

/** Calls `changed` soon after the case has changed, once for a burst. */
export function useCaseLive(number: () => string, changed: () => void, wait = 500): void {
  let line: Subscription | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  const close = () => {
    clearTimeout(timer)
    line?.close()
  }
  watch(
    number,
    (one) => {
      close()
      line = subscribe({
        url: () => `/api/v1/events?case=${encodeURIComponent(one)}`,
        names: ['changed', 'reset'],
        onEvent: (name, data) => {
          const topic = (data as { topic?: unknown } | null)?.topic
          // The line also tells of everything else that is mine.
          if (name !== 'reset' && topic !== `case/${one}`) return
          clearTimeout(timer)
          timer = setTimeout(changed, wait)
        },
      })
    },
    { immediate: true },
  )
  onScopeDispose(close)
}
