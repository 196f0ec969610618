import type { RouteRecordRaw } from 'vue-router'

export const publicRoutes: RouteRecordRaw[] = [
  { path: '/', name: 'home', component: () => import('./HomePage.vue'), meta: { title: 'app.home' } },
  { path: '/items/:kind(matter|package)/:id', name: 'guide', component: () => import('./GuidePage.vue'), meta: { title: 'guide.title' } },
  { path: '/login', name: 'sign-in', component: () => import('./SignInPage.vue'), meta: { title: 'app.signIn' } },
  { path: '/progress', name: 'progress', component: () => import('./ProgressPage.vue'), meta: { title: 'progress.title' } },
  { path: '/verify/:code?', name: 'verify', component: () => import('./VerifyPage.vue'), meta: { title: 'verify.title' } },
]
