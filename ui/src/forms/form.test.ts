import { describe, expect, it } from 'vitest'
import { createApp, defineComponent, h, nextTick, ref } from 'vue'
import { i18n } from '@/i18n'
import type { FieldFault } from '@/api/problem'
import type { Gap } from './gaps'
import ShuxinForm from './ShuxinForm.vue'

const schema = {
  type: 'object',
  required: ['name', 'kind', 'declared', 'persons'],
  properties: {
    name: { type: 'string', title: '名称', minLength: 2 },
    kind: { type: 'string', title: '类型', oneOf: [{ const: 'llc', title: '有限责任公司' }, { const: 'jsc', title: '股份有限公司' }] },
    capital: { type: 'number', title: '注册资本', minimum: 1 },
    declared: { type: 'boolean', title: '承诺', const: true },
    persons: { type: 'array', title: '股东', minItems: 1, items: { type: 'object', title: '股东', required: ['id'], properties: { id: { type: 'string', title: '身份证号码', format: 'citizen-id' } } } },
  },
}

async function settle() {
  for (let i = 0; i < 6; ++i) await nextTick()
  await new Promise((resolve) => setTimeout(resolve, 20))
}

async function mount() {
  const data = ref<unknown>({})
  const gaps = ref<Gap[]>([])
  const faults = ref<FieldFault[]>([])
  const showAll = ref(false)
  const host = document.createElement('div')
  document.body.replaceChildren(host)
  const page = defineComponent(() => () =>
    h(ShuxinForm, { schema: schema as never, data: data.value, faults: faults.value, showAll: showAll.value, 'onUpdate:data': (d: unknown) => (data.value = d), onGaps: (g: Gap[]) => (gaps.value = g) }))
  createApp(page).use(i18n).mount(host)
  await settle()
  const field = (label: string) => {
    const found = [...host.querySelectorAll('label')].find((one) => one.textContent!.includes(label))!
    return (host.querySelector('#' + found.htmlFor) ?? found.querySelector('input')) as HTMLInputElement
  }
  const type = async (label: string, text: string, event = 'input') => {
    const input = field(label)
    input.value = text
    input.dispatchEvent(new Event(event))
    input.dispatchEvent(new Event('blur'))
    await settle()
  }
  return { host, data, gaps, faults, showAll, field, type }
}

describe('ShuxinForm', () => {
  it('tells all gaps at once but shows errors only where somebody has been', async () => {
    const form = await mount()
    expect(form.gaps.value.map((gap) => gap.label)).toEqual(['名称', '类型', '承诺', '股东'])
    expect(form.host.querySelectorAll('.error')).toHaveLength(0)
    await form.type('名称', '甲')
    expect(form.field('名称').getAttribute('aria-invalid')).toBe('true')
    expect(form.host.querySelector('.error')!.textContent).toBe('至少 2 个字')
    form.showAll.value = true
    await settle()
    expect(form.host.querySelectorAll('.error').length).toBeGreaterThan(2)
  })
  it('gathers data by native controls: choices, ticks, numbers, lists', async () => {
    const form = await mount()
    await form.type('名称', '示例公司')
    await form.type('注册资本', '１,０００', 'change')
    form.host.querySelectorAll<HTMLInputElement>('input[type=radio]')[1]!.dispatchEvent(new Event('change'))
    const tick = form.host.querySelector<HTMLInputElement>('input[type=checkbox]')!
    tick.checked = true
    tick.dispatchEvent(new Event('change'))
    form.host.querySelector<HTMLButtonElement>('.list > .button')!.click()
    await settle()
    await form.type('身份证号码', ' 11010519491231002x ')
    expect(form.data.value).toEqual({ name: '示例公司', capital: 1000, kind: 'jsc', declared: true, persons: [{ id: '11010519491231002X' }] })
    expect(form.gaps.value).toEqual([])
  })
  it('shows what the server found beside its field, until the field is changed', async () => {
    const form = await mount()
    await form.type('名称', '示例公司')
    form.faults.value = [{ path: 'name', code: 'name.taken', message: '名称已被使用' }]
    await settle()
    expect(form.host.querySelector('.error')!.textContent).toContain('名称已被使用')
    expect(form.gaps.value[0]).toMatchObject({ path: 'name', message: '名称已被使用' })
    await form.type('名称', '另一个公司')
    expect(form.host.querySelectorAll('.error')).toHaveLength(0)
  })
})
