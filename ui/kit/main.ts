// The components by themselves, with invented content, to be looked at while they are made: `npm run kit`.
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { i18n } from '@/i18n'
import AppShell from '@/shell/AppShell.vue'
import { useSession } from '@/stores/session'
import '@/styles/theme.css'
import KitPage from './KitPage.vue'

const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:all(.*)*', component: KitPage }] })
createApp(AppShell).use(createPinia()).use(i18n).use(router).mount('#app')
const session = useSession()
session.session = {
  account: { id: '1', kind: 'person', name: '林示例' },
  roles: [],
  acting_for: { account: '2', kind: 'enterprise', name: '南通示例智能装备（虚构）', mandate: '3', matters: [] },
  may_act_for: [],
  session: { id: '4', started_at: '2022-04-28T01:10:00Z', expires_at: '2022-04-28T09:10:00Z' },
}
