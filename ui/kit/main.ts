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
session.account = { id: '1', name: '林示例', side: 'enterprise', acting: '南通示例智能装备（虚构）' }
session.navigation.enterprise = [
  { to: '/', title: 'nav.services' },
  { to: '/my/cases', title: 'nav.cases' },
  { to: '/my/certificates', title: 'nav.certificates' },
]
session.signOut = () => Promise.resolve()
