// One line of server-sent events for the whole page; whoever shows something asks again when it has changed.
import { onScopeDispose, readonly, ref } from 'vue'
import { subscribe, type Subscription } from './events'

type Listener = (topic: string) => void

const listeners = new Set<Listener>()
const connected = ref(true)
let line: Subscription | undefined

function open() {
  line ??= subscribe({
    url: () => '/api/v1/events',
    names: ['changed', 'reset'],
    onState: (up) => (connected.value = up),
    onEvent: (_name, data) => {
      const topic = String((data as { topic?: unknown } | null)?.topic ?? '')
      for (const listener of listeners) listener(topic)
    },
  })
}

/** False while live changes do not arrive. */
export const liveConnected = readonly(connected)

/** Calls `changed` soon after something of mine has changed, once for a burst; an empty topic: anything. */
export function useLive(changed: (topics: ReadonlySet<string>) => void, wait = 250): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let topics = new Set<string>()
  const listener: Listener = (topic) => {
    topics.add(topic)
    clearTimeout(timer)
    timer = setTimeout(() => {
      const told = topics
      topics = new Set()
      changed(told)
    }, wait)
  }
  listeners.add(listener)
  open()
  // What changed while the line was down, or for others than me, is seen a little later.
  const nowAndThen = setInterval(() => document.visibilityState === 'visible' && listener(''), 8000)
  onScopeDispose(() => {
    clearTimeout(timer)
    clearInterval(nowAndThen)
    listeners.delete(listener)
    if (listeners.size > 0) return
    line?.close()
    line = undefined
    connected.value = true
  })
}
