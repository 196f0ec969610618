import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { i18n } from './i18n'
import { router } from './router'
import AppShell from './shell/AppShell.vue'
import './styles/theme.css'

createApp(AppShell).use(createPinia()).use(i18n).use(router).mount('#app')
