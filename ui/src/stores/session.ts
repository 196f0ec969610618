// Who is signed in, as far as the screens need to know. The server decides everything again.
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { api, onSignedOut, Problem, read, type Schema } from '@/api'

export type Side = 'public' | 'enterprise' | 'staff'
export type Session = Schema<'Session'>
export type DemoAccount = Schema<'DemoAccount'>

export interface NavigationEntry {
  to: string
  title: string // a key of the messages
  role?: string // only for those who hold it
  kind?: string // only for applicants of this kind
}

const navigation: Record<Side, NavigationEntry[]> = {
  public: [
    { to: '/', title: 'nav.services' },
    { to: '/progress', title: 'nav.progress' },
    { to: '/verify', title: 'nav.verify' },
  ],
  enterprise: [
    { to: '/', title: 'nav.services' },
    { to: '/my/cases', title: 'nav.cases' },
    { to: '/my/certificates', title: 'nav.certificates' },
    { to: '/my/obligations', title: 'nav.duties' },
    { to: '/my/evaluations', title: 'nav.evaluations', kind: 'enterprise' },
    { to: '/my/messages', title: 'nav.messages' },
  ],
  staff: [
    { to: '/desk/tasks', title: 'nav.tasks' },
    { to: '/desk/counter', title: 'nav.counter', role: 'intake' },
    { to: '/desk/cases', title: 'nav.desk' },
    { to: '/desk/supervise', title: 'nav.supervise' },
    { to: '/desk/evaluations', title: 'nav.evaluations' },
    { to: '/indicators', title: 'nav.figures' },
    { to: '/verify', title: 'nav.verify' },
  ],
}

/** Forgets what forms have kept on this device for whoever was signed in. */
export function forgetKept(): void {
  try {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith('draft:') || key.startsWith('laboratory:')) sessionStorage.removeItem(key)
  } catch {
    // Where nothing can be kept there is nothing to forget.
  }
}

export const useSession = defineStore('session', () => {
  const session = shallowRef<Session>()
  const expired = ref(false)
  const demoAccounts = shallowRef<DemoAccount[]>([])
  // Until the server has said otherwise the page says that it is a demonstration.
  const demonstration = ref(true)

  const account = computed(() => session.value?.account)
  const actingFor = computed(() => session.value?.acting_for ?? undefined)
  const side = computed<Side>(() => (!session.value ? 'public' : session.value.account.kind === 'officer' ? 'staff' : 'enterprise'))
  const holds = (role: string) => session.value?.roles.some((one) => one.role === role) ?? false
  /** The kind of whoever the application would be made for. */
  const applicantKind = computed(() => actingFor.value?.kind ?? account.value?.kind)
  const entries = computed(() => navigation[side.value].filter((entry) => (!entry.role || holds(entry.role)) && (!entry.kind || entry.kind === applicantKind.value)))

  let loading: Promise<void> | undefined
  let asking = 0
  // Who is signed in is as whoever signed in or out last has made it: answers that come later know less.
  let turn = 0

  async function ask(): Promise<void> {
    const mine = turn
    asking += 1
    try {
      const answer = await read(api.GET('/api/v1/session'))
      if (mine === turn) session.value = answer
    } catch (error) {
      if (mine === turn && (!(error instanceof Problem) || error.status === 401)) session.value = undefined
    } finally {
      asking -= 1
    }
  }

  /** Once for a page: who is signed in, and whether this is a demonstration. */
  function load(): Promise<void> {
    loading ??= Promise.all([ask(), askDemo()]).then(() => {})
    return loading
  }

  async function askDemo(): Promise<void> {
    try {
      demoAccounts.value = (await read(api.GET('/api/v1/demo-accounts'))).items
      demonstration.value = true
    } catch (error) {
      if (error instanceof Problem && error.status === 404) demonstration.value = false
    }
  }

  async function signIn(login: string, password: string): Promise<void> {
    asking += 1
    try {
      const answer = await read(api.POST('/api/v1/session', { body: { login, password } }))
      turn += 1
      session.value = answer
      expired.value = false
    } finally {
      asking -= 1
    }
  }

  async function signOut(): Promise<void> {
    try {
      await read(api.DELETE('/api/v1/session'))
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 401) throw error
    }
    forget()
  }

  /** The account is no more: nobody is signed in. */
  function forget(): void {
    turn += 1
    session.value = undefined
    expired.value = false
    forgetKept()
  }

  async function actFor(mandate: string | null): Promise<void> {
    const answer = await read(api.PUT('/api/v1/session/acting-for', { body: { mandate } }))
    turn += 1
    session.value = answer
    forgetKept()
  }

  onSignedOut(() => {
    if (asking > 0 || !session.value) return
    session.value = undefined
    expired.value = true
  })

  return { session, account, actingFor, side, entries, holds, applicantKind, expired, demonstration, demoAccounts, load, signIn, signOut, forget, actFor }
})
