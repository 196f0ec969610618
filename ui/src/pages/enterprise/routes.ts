import type { RouteRecordRaw } from 'vue-router'

const mine = (title: string) => ({ title, signedIn: true })

export const enterpriseRoutes: RouteRecordRaw[] = [
  { path: '/apply/:kind(matter|package|correction)/:id', name: 'apply', component: () => import('./ApplyPage.vue'), meta: mine('apply.title') },
  { path: '/my/cases', name: 'my-cases', component: () => import('./MyCasesPage.vue'), meta: mine('nav.cases') },
  { path: '/my/certificates', name: 'my-certificates', component: () => import('./CertificatesPage.vue'), meta: mine('nav.certificates') },
  { path: '/my/evaluations', name: 'my-evaluations', component: () => import('./EvaluationsPage.vue'), meta: mine('myEvaluations.title') },
  { path: '/my/messages', name: 'my-messages', component: () => import('./MessagesPage.vue'), meta: mine('messages.title') },
  { path: '/my/obligations', name: 'my-obligations', component: () => import('./ObligationsPage.vue'), meta: mine('duties.title') },
  { path: '/my/accesses', name: 'my-accesses', component: () => import('./AccessesPage.vue'), meta: mine('accesses.title') },
  { path: '/my/account', name: 'my-account', component: () => import('./AccountPage.vue'), meta: mine('mydata.title') },
  { path: '/my/mandates', name: 'my-mandates', component: () => import('./MandatesPage.vue'), meta: mine('mandates.title') },
  { path: '/packages/:no', name: 'package', component: () => import('./PackagePage.vue'), meta: mine('pack.title') },
  { path: '/packages/:no/receipt', name: 'package-receipt', component: () => import('./ReceiptPage.vue'), meta: mine('receipt.title') },
  { path: '/cases/:no', name: 'case', component: () => import('./CasePage.vue'), meta: mine('casefile.title') },
  { path: '/cases/:no/receipt', name: 'case-receipt', component: () => import('./ReceiptPage.vue'), meta: mine('receipt.title') },
]
