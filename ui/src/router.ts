// Pages are loaded when they are visited; each has a title, and reading begins at its main part.
import { nextTick } from 'vue'
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { i18n } from './i18n'
import { enterpriseRoutes } from './pages/enterprise/routes'
import { publicRoutes } from './pages/public/routes'
import { useSession } from './stores/session'

declare module 'vue-router' {
  interface RouteMeta {
    /** A key of the messages, or a text that the page sets when it knows its subject. */
    title?: string
    /** Only for those who are signed in; others are led to the sign-in and back. */
    signedIn?: boolean
  }
}

// The staff's pages are a part of their own; without it the rest stands.
const desk = Object.values(import.meta.glob<{ deskRoutes: RouteRecordRaw[] }>('./pages/desk/routes.ts', { eager: true }))

export const routes: RouteRecordRaw[] = [
  ...publicRoutes,
  ...enterpriseRoutes,
  ...desk.flatMap((part) => part.deskRoutes),
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

router.beforeEach(async (to) => {
  if (!to.meta.signedIn && !to.path.startsWith('/desk')) return true
  const session = useSession()
  await session.load()
  return session.session ? true : { name: 'sign-in', query: { return: to.fullPath } }
})

let first = true
router.afterEach((to, from, failure) => {
  if (failure) return
  const samePage = to.path === from.path
  if (!samePage || first) setTitle(i18n.global.t(to.meta.title ?? 'app.home'))
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
