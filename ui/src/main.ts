import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { Problem } from './api/problem'
import { i18n } from './i18n'
import { router } from './router'
import AppShell from './shell/AppShell.vue'
import './styles/theme.css'

// Reads are repeated only where that may help; what changes something is never repeated by itself.
const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (failures, error) => failures < 2 && error instanceof Problem && error.transient,
    },
    mutations: { retry: false },
  },
})

createApp(AppShell).use(createPinia()).use(i18n).use(router).use(VueQueryPlugin, { queryClient }).mount('#app')
