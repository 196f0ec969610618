// The pages of officers. All of them, and their words, are loaded when an officer first comes to the desk.
import type { RouteRecordRaw } from 'vue-router'

export const deskRoutes: RouteRecordRaw[] = [
  { path: '/desk', redirect: '/desk/tasks' },
  { path: '/desk/tasks', name: 'desk-tasks', component: () => import('./TasksPage.vue'), meta: { staff: true, title: 'nav.tasks' } },
  {
    path: '/desk/tasks/:no',
    name: 'desk-task',
    component: () => import('./CasePage.vue'),
    props: (to) => ({ number: to.params['no'], step: to.query['step'] || undefined, working: true }),
    meta: { staff: true, title: 'nav.tasks' },
  },
  { path: '/desk/cases', name: 'desk-cases', component: () => import('./CasesPage.vue'), meta: { staff: true, title: 'nav.desk' } },
  {
    path: '/desk/cases/:no',
    name: 'desk-case',
    component: () => import('./CasePage.vue'),
    props: (to) => ({ number: to.params['no'], working: false }),
    meta: { staff: true, title: 'nav.desk' },
  },
  {
    path: '/desk/packages/:no',
    name: 'desk-package',
    component: () => import('./PackagePage.vue'),
    props: (to) => ({ number: to.params['no'] }),
    meta: { staff: true, title: 'nav.desk' },
  },
  { path: '/desk/counter', name: 'desk-counter', component: () => import('./CounterPage.vue'), meta: { staff: true, title: 'nav.counter' } },
  {
    path: '/desk/registers/:kind',
    name: 'desk-register',
    component: () => import('./RegisterPage.vue'),
    props: true,
    meta: { staff: true, title: 'nav.desk' },
  },
  { path: '/desk/supervise', name: 'desk-supervise', component: () => import('./SupervisePage.vue'), meta: { staff: true, title: 'nav.supervise' } },
  { path: '/evaluations', redirect: '/desk/evaluations' },
  { path: '/desk/evaluations', name: 'desk-schemes', component: () => import('./grading/SchemesPage.vue'), meta: { staff: true, title: 'nav.evaluations' } },
  {
    path: '/desk/evaluations/:id',
    name: 'desk-scheme',
    component: () => import('./grading/SchemePage.vue'),
    props: true,
    meta: { staff: true, title: 'nav.evaluations' },
  },
  {
    path: '/desk/evaluation-runs/:run',
    name: 'desk-run',
    component: () => import('./grading/RunPage.vue'),
    props: true,
    meta: { staff: true, title: 'nav.evaluations' },
  },
  {
    path: '/desk/evaluation-runs/:run/firms/:uscc',
    name: 'desk-graded-firm',
    component: () => import('./grading/FirmPage.vue'),
    props: true,
    meta: { staff: true, title: 'nav.evaluations' },
  },
  {
    path: '/desk/evaluation-runs/:run/laboratory',
    name: 'desk-laboratory',
    component: () => import('./grading/LaboratoryPage.vue'),
    props: true,
    meta: { staff: true, title: 'nav.evaluations' },
  },
]
