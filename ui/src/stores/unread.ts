// How many messages have not been read; the header shows it.
import { defineStore } from 'pinia'
import { ref } from 'vue'
import { api, read } from '@/api'

export const useUnread = defineStore('unread', () => {
  const count = ref(0)
  let turn = 0

  async function look(): Promise<void> {
    const mine = ++turn
    try {
      const answer = await read(api.GET('/api/v1/my/messages', { params: { query: { limit: 1 } } }))
      if (mine === turn) count.value = answer.unread
    } catch {
      // A number that is a little old does no harm.
    }
  }

  async function markRead(until: string): Promise<void> {
    try {
      await read(api.PUT('/api/v1/my/messages/read', { body: { until } }))
    } catch {
      // They stay unread and are marked the next time.
    }
    // A look that was begun before counts what is read by now; and something new may have come meanwhile.
    await look()
  }

  function forget(): void {
    turn += 1
    count.value = 0
  }

  return { count, look, markRead, forget }
})
