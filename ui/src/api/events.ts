// Server-sent events that come back after the server or the network was away.

export interface Subscription {
  close(): void
}

export interface EventSettings {
  /** The address to listen at; the id of the last event is given after a break. */
  url: (lastId: string | undefined) => string
  names: string[]
  onEvent: (name: string, data: unknown) => void
  onState?: (connected: boolean) => void
  open?: (url: string) => EventSource
  longestWait?: number // milliseconds
}

/** EventSource tries again by itself after a lost line, but never after an answer like 502; this does. */
export function subscribe(settings: EventSettings): Subscription {
  const open = settings.open ?? ((url: string) => new EventSource(url, { withCredentials: true }))
  let source: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let lastId: string | undefined
  let failures = 0
  let closed = false

  const receive = (name: string) => (event: MessageEvent<string>) => {
    if (event.lastEventId) lastId = event.lastEventId
    let data: unknown
    try {
      data = JSON.parse(event.data)
    } catch {
      return // a comment or a line cut off: the next read of the page brings it
    }
    settings.onEvent(name, data)
  }

  const connect = () => {
    if (closed) return
    const current = (source = open(settings.url(lastId)))
    current.onopen = () => {
      failures = 0
      settings.onState?.(true)
    }
    current.onerror = () => {
      settings.onState?.(false)
      if (current.readyState !== 2 || closed) return
      failures += 1
      const longest = settings.longestWait ?? 30_000
      timer = setTimeout(connect, Math.min(longest, 500 * 2 ** failures) * (0.5 + Math.random() / 2))
    }
    for (const name of settings.names) current.addEventListener(name, receive(name) as EventListener)
  }
  connect()

  return {
    close() {
      closed = true
      clearTimeout(timer)
      source?.close()
    },
  }
}
