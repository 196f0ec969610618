import { describe, expect, it } from 'vitest'
import { masked, placesOf, readForm, labelOfPointer, readValue } from './reading'

const schema = {
  type: 'object',
  required: ['name', 'kind', 'founders', 'scope'],
  properties: {
    name: { type: 'string', title: '公司全名', 'x-title-en': 'Name' },
    kind: { type: 'string', title: '类型', oneOf: [{ const: 'llc', title: '有限责任公司', 'x-title-en': 'Limited' }] },
    trades: { type: 'array', title: '行业', items: { oneOf: [{ const: '3511', title: '矿山机械' }, { const: '6513', title: '软件', 'x-title-en': 'Software' }] } },
    capital: { type: 'number', title: '注册资本' },
    scope: { type: 'string', title: '经营范围' },
    founders: { type: 'array', title: '股东', items: { $ref: '#/$defs/person' } },
    home: { type: 'object', title: '住所', 'x-title-en': 'Domicile', properties: { room: { title: '房间号' }, place: { title: '位置', properties: { 'a/b': { title: '楼' } } } } },
    term: { type: 'integer', title: '期限' },
  },
  $defs: { person: { title: '股东', 'x-title-en': 'Founder', properties: { id: { title: '证件号码', format: 'citizen-id', 'x-personal': true }, share: { title: '比例' } } } },
}
const ui = {
  type: 'VerticalLayout',
  elements: [
    { type: 'Group', label: '名称', 'x-label-en': 'Name', elements: [{ type: 'HorizontalLayout', elements: [{ type: 'Control', scope: '#/properties/name' }, { type: 'Control', scope: '#/properties/kind' }] }, { type: 'Control', scope: '#/properties/trades' }] },
    { type: 'Group', label: '股东', elements: [{ type: 'Control', scope: '#/properties/founders' }] },
  ],
}
const values = { name: '示例（虚构）', kind: 'llc', trades: ['3511', '6513'], capital: 12000, founders: [{ id: '11010519491231002X', share: 60 }, { share: 40 }], home: { room: '101', place: { 'a/b': '3' } }, extra: true }

describe('readForm', () => {
  const groups = readForm(schema, ui, values)
  it('follows the groups of the form and loses nothing that was filled in', () => {
    expect(groups.map((group) => group.title?.zh)).toEqual(['名称', '股东', '其他'])
    const pointers = placesOf(groups).map((place) => place.id)
    expect(pointers).toEqual(expect.arrayContaining(['/name', '/founders/0/id', '/founders/1/share', '/home/room', '/home/place/a~1b', '/capital', '/extra']))
    expect(new Set(pointers).size).toBe(pointers.length)
  })
  it('says values in words of both languages', () => {
    const row = (pointer: string) => groups.flatMap((group) => group.sections).flatMap((section) => section.rows).find((one) => one.pointer === pointer)!
    expect(row('/kind').value).toEqual({ zh: '有限责任公司', en: 'Limited' })
    expect(row('/trades').value).toEqual({ zh: '矿山机械、软件', en: '矿山机械, Software' })
    expect(row('/capital').value.zh).toBe('12,000')
    expect(row('/extra').value).toEqual({ zh: '是', en: 'Yes' })
  })
  it('shows what is required and empty, hides what is optional and empty, and marks what is personal', () => {
    const rows = groups.flatMap((group) => group.sections).flatMap((section) => section.rows)
    expect(rows.find((one) => one.pointer === '/scope')!.empty).toBe(true)
    expect(rows.some((one) => one.pointer === '/term')).toBe(false)
    expect(rows.filter((one) => one.personal).map((one) => one.pointer)).toEqual(['/founders/0/id'])
  })
  it('names the place of a field by its section', () => {
    expect(placesOf(groups).find((one) => one.id === '/founders/0/id')!.label).toEqual({ zh: '股东 1 › 证件号码', en: 'Founder 1 › 证件号码' })
  })
  it('reads what it has without any schema', () => {
    expect(placesOf(readForm(undefined, undefined, { a: 1, b: { c: [1, 2] } })).map((one) => one.id)).toEqual(['/a', '/b/c'])
    expect(readForm(undefined, undefined, {})).toEqual([])
  })
})

describe('masked', () => {
  it.each([
    ['11010519491231002X', '110*************2X'],
    ['13800000000', '138******00'],
    ['王示例', '王**'],
    ['𠮷㛃', '𠮷*'],
    ['1***2', '1***2'],
    ['', ''],
  ])('%s → %s', (text, hidden) => expect(masked(text)).toBe(hidden))
})

describe('a pointer', () => {
  const schema = {
    properties: {
      people: { title: '股东', 'x-title-en': 'Founders', items: { properties: { name: { title: '姓名', 'x-title-en': 'Name' }, id: { title: '证件号码', format: 'citizen-id' } } } },
      kind: { title: '类型', 'x-title-en': 'Kind', oneOf: [{ const: 'a', title: '甲', 'x-title-en': 'A' }] },
    },
  }
  it('is named by the titles on its way', () => {
    expect(labelOfPointer(schema, '/people/1/name')).toEqual({ zh: '股东 2 › 姓名', en: 'Founders 2 › Name' })
  })
  it('is read in words, and tells whether it is about a person', () => {
    expect(readValue(schema, '/kind', 'a')).toEqual({ text: { zh: '甲', en: 'A' }, personal: false, empty: false })
    expect(readValue(schema, '/people/0/id', '320600199001010127').personal).toBe(true)
    expect(readValue(schema, '/people/0', { name: '某', id: '1' })).toMatchObject({ text: { zh: '姓名：某；证件号码：1' }, personal: true })
    expect(readValue(schema, '/people/0/name', undefined).empty).toBe(true)
  })
})
