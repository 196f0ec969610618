// Pages are loaded when they are visited; each has a title, and reading begins at its main part.
import { nextTick } from 'vue'
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { i18n } from './i18n'

declare module 'vue-router' {
  interface RouteMeta {
    /** A key of the messages, or a text that the page sets when it knows its subject. */
    title?: string
  }
}

export const routes: RouteRecordRaw[] = [
  { path: '/', name: 'home', component: () => import('./pages/HomePage.vue'), meta: { title: 'app.home' } },
  {
    path: '/:path(.*)*',
    name: 'not-found',
    component: () => import('./pages/NotFoundPage.vue'),
    meta: { title: 'problem.notFound' },
  },
]

export const router = createRouter({
  history: createWebHistory(),
  routes,
  scrollBehavior: (to, _from, saved) => saved ?? (to.hash ? { el: to.hash, top: 96 } : { top: 0 }),
})

export function setTitle(page: string): void {
  document.title = i18n.global.t('app.title', { page })
}

let first = true
router.afterEach((to, from, failure) => {
  if (failure) return
  setTitle(i18n.global.t(to.meta.title ?? 'app.home'))
  const samePage = to.path === from.path
  // On the first page the reader begins at its top by itself.
  if (!first && !samePage) void nextTick(() => document.getElementById('main')?.focus({ preventScroll: true }))
  first = false
})

// After a new release the old parts are gone: the page is read again, once.
router.onError((error, to) => {
  if (!/dynamically imported module|Importing a module script failed/i.test(String(error))) return
  const key = 'reloaded:' + to.fullPath
  if (sessionStorage.getItem(key)) return
  sessionStorage.setItem(key, '1')
  location.assign(to.fullPath)
})
