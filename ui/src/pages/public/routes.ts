import type { RouteRecordRaw } from 'vue-router'

export const publicRoutes: RouteRecordRaw[] = [
  { path: '/', name: 'home', component: () => import('./HomePage.vue'), meta: { title: 'app.home' } },
  { path: '/items/:kind(matter|package)/:id', name: 'guide', component: () => import('./GuidePage.vue'), meta: { title: 'guide.title' } },
  { path: '/login', name: 'sign-in', component: () => import('./SignInPage.vue'), meta: { title: 'app.signIn' } },
  { path: '/verify/:code?', name: 'verify', component: () => import('./VerifyPage.vue'), meta: { title: 'verify.title' } },
]
