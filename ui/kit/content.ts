import type { JsonSchema, UISchemaElement } from '@jsonforms/core'
import type { ActionView, GraphEdge, GraphNode, MaterialView, TimelineBranch } from '@/components/model'

export const nodes: GraphNode[] = [
  { id: 'register', name: '设立登记', state: '已办结', tone: 'good' },
  { id: 'seal', name: '公章刻制', state: '办理中', tone: 'info' },
  { id: 'tax', name: '涉税办理、发票申领', state: '待补正', tone: 'warn' },
  { id: 'social', name: '社保登记', state: '已办结', tone: 'good' },
  { id: 'medical', name: '医保登记', state: '办理中', tone: 'info' },
  { id: 'fund', name: '公积金缴存登记', state: '未选择', tone: 'plain', optional: true },
  { id: 'bank', name: '银行预约开户', state: '超时', tone: 'bad' },
]
export const edges: GraphEdge[] = ['seal', 'tax', 'social', 'medical', 'fund', 'bank'].map((to) => ({ from: 'register', to }))

export const branches: TimelineBranch[] = [
  { id: 'register', name: '设立登记', state: '已办结', tone: 'good', spans: [{ from: '2026-04-28T01:10:00Z', to: '2026-04-28T02:20:00Z', kind: 'done' }], entries: [{ at: '2026-04-28T01:10:00Z', text: '收到申请' }, { at: '2026-04-28T02:20:00Z', text: '准予登记，发放营业执照', by: '审批局 王示例', tone: 'good' }] },
  { id: 'seal', name: '公章刻制', state: '办理中', tone: 'info', due: '2026-04-28T05:00:00Z', spans: [{ from: '2026-04-28T02:20:00Z', kind: 'running' }], entries: [{ at: '2026-04-28T02:20:00Z', text: '送交公安部门备案' }] },
  { id: 'tax', name: '涉税办理、发票申领', state: '待补正', tone: 'warn', due: '2026-04-28T06:00:00Z', spans: [{ from: '2026-04-28T02:20:00Z', to: '2026-04-28T03:00:00Z', kind: 'running' }, { from: '2026-04-28T03:00:00Z', kind: 'stopped' }], entries: [{ at: '2026-04-28T03:00:00Z', text: '要求补正', note: '缺少财务负责人的身份信息，停表。', by: '税务 李示例', tone: 'warn' }] },
  { id: 'bank', name: '银行预约开户', state: '超时', tone: 'bad', due: '2026-04-28T03:30:00Z', spans: [{ from: '2026-04-28T02:20:00Z', to: '2026-04-28T03:30:00Z', kind: 'running' }, { from: '2026-04-28T03:30:00Z', kind: 'waiting' }], entries: [{ at: '2026-04-28T03:30:00Z', text: '超过承诺时限，转督办', tone: 'bad' }] },
]

export const materials: MaterialView[] = [
  { id: 'a', name: '公司章程', state: 'provided', required: true, files: [{ id: '1', name: '章程.pdf', size: 812_345, href: '#' }], upload: { types: ['application/pdf', 'image/jpeg'], bytes: 20 << 20 } },
  { id: 'b', name: '住所申报承诺书', state: 'missing', required: true, note: '在线签署，无需产权证明。', files: [], upload: { types: ['application/pdf'], bytes: 20 << 20 } },
  { id: 'c', name: '法定代表人身份证明', state: 'from_register', files: [] },
  { id: 'd', name: '消防验收文件', state: 'tolerated', by: '2026-05-15T09:30:00Z', files: [] },
  { id: 'e', name: '租赁合同', state: 'wrong', note: '第 3 页不清楚。', files: [{ id: '2', name: '合同.jpg', size: 2_345_678 }], progress: { name: '合同.pdf', percent: 42 } },
]

export const actions: ActionView[] = [
  { command: 'accept', name: '受理', tone: 'primary', power: '行政审批局 受理权（苏锡通管发〔2021〕3 号）' },
  { command: 'correct', name: '要求补正', tone: 'plain', fields: [{ name: 'note', label: '补正说明', kind: 'long', required: true }] },
  { command: 'refuse', name: '不予许可', tone: 'danger', explains: '决定作出后不能撤回，理由和救济途径会写入决定书。', fields: [{ name: 'ground', label: '理由', kind: 'choice', required: true, choices: [{ value: 'a', label: '不符合规划条件' }] }, { name: 'reason', label: '具体说明', kind: 'long', required: true }] },
  { command: 'issue', name: '发证', tone: 'plain', blocked: '还有 1 份容缺材料没有补交' },
]

export const form: JsonSchema = {
  type: 'object',
  required: ['firm', 'kind', 'address', 'persons', 'declared'],
  properties: {
    firm: {
      type: 'object', title: '企业', required: ['name', 'capital', 'founded'],
      properties: {
        name: { type: 'string', title: '名称', minLength: 4 },
        uscc: { type: 'string', title: '上级单位信用代码', format: 'credit-code', description: '没有上级单位的不填。' },
        capital: { type: 'number', title: '注册资本', minimum: 1 },
        founded: { type: 'string', title: '拟成立日期', format: 'date' },
        scope: { type: 'string', title: '经营范围', maxLength: 2000 },
      },
    },
    kind: { type: 'string', title: '类型', oneOf: [{ const: 'llc', title: '有限责任公司' }, { const: 'sole', title: '一人有限公司' }, { const: 'jsc', title: '股份有限公司' }] },
    steps: { type: 'array', title: '同时办理', uniqueItems: true, items: { oneOf: [{ const: 'seal', title: '公章刻制' }, { const: 'bank', title: '银行预约开户' }] } },
    address: {
      type: 'object', title: '住所', required: ['road', 'room'],
      properties: { road: { type: 'string', title: '路名和门牌' }, building: { type: 'string', title: '幢' }, room: { type: 'string', title: '室' } },
    },
    persons: {
      type: 'array', title: '股东', minItems: 1,
      items: { type: 'object', title: '股东', required: ['name', 'id', 'mobile'], properties: { name: { type: 'string', title: '姓名' }, id: { type: 'string', title: '身份证号码', format: 'citizen-id' }, mobile: { type: 'string', title: '手机号码', format: 'mobile-number' } } },
    },
    declared: { type: 'boolean', title: '住所真实、合法、安全，不属于负面清单；知道申报不实的后果', const: true },
  },
}

export const uischema = {
  type: 'VerticalLayout',
  elements: [
    { type: 'Group', label: '企业', elements: [
      { type: 'Control', scope: '#/properties/firm/properties/name' },
      { type: 'Control', scope: '#/properties/kind' },
      { type: 'HorizontalLayout', elements: [{ type: 'Control', scope: '#/properties/firm/properties/capital', options: { unit: '万元' } }, { type: 'Control', scope: '#/properties/firm/properties/founded' }] },
      { type: 'Control', scope: '#/properties/firm/properties/uscc' },
      { type: 'Control', scope: '#/properties/firm/properties/scope', options: { multi: true } },
      { type: 'Control', scope: '#/properties/steps' },
    ] },
    { type: 'Group', label: '住所', elements: [{ type: 'Control', scope: '#/properties/address', options: { as: 'address' } }, { type: 'Control', scope: '#/properties/declared' }] },
    { type: 'Group', label: '出资', elements: [{ type: 'Control', scope: '#/properties/persons', options: { itemName: '股东', detail: { type: 'VerticalLayout', elements: [{ type: 'Control', scope: '#/properties/name' }, { type: 'HorizontalLayout', elements: [{ type: 'Control', scope: '#/properties/id' }, { type: 'Control', scope: '#/properties/mobile' }] }] } } }] },
  ],
} as unknown as UISchemaElement
