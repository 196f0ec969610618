// Who is signed in, as far as the screens need to know. The server decides everything again.
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'

export type Side = 'public' | 'enterprise' | 'staff'

export interface Account {
  id: string
  name: string
  side: Side
  /** For whom the account acts, as a firm or an office. */
  acting?: string | undefined
}

export interface NavigationEntry {
  to: string
  title: string // a key of the messages
}

export const useSession = defineStore('session', () => {
  const account = ref<Account>()
  // Until the server has said otherwise the page says that it is a demonstration.
  const demonstration = ref(true)
  const navigation = ref<Record<Side, NavigationEntry[]>>({ public: [], enterprise: [], staff: [] })
  const entries = computed(() => navigation.value[account.value?.side ?? 'public'])
  /** Set by whoever wires the API. */
  const signOut = ref<() => Promise<void>>()

  return { account, demonstration, navigation, entries, signOut }
})
