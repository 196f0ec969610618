import { describe, expect, it } from 'vitest'
import { SchemaValidator } from './ajv'
import { choiceField, prepareForm, withParts } from './prepare'

const schema = {
  type: 'object',
  title: '企业开办',
  'x-title-en': 'Business opening',
  required: ['name', 'domicile', 'founders'],
  properties: {
    name: { type: 'string', title: '名称', 'x-title-en': 'Name' },
    domicile: { type: 'object', title: '住所', required: ['site'], properties: { site: { type: 'string', title: '场所' } } },
    tax: { type: 'object', title: '税务', required: ['kind'], properties: { kind: { type: 'string' } } },
    founders: {
      type: 'array',
      title: '股东',
      minItems: 1,
      items: {
        type: 'object',
        properties: { kind: { type: 'string' }, citizen_id: { type: 'string' }, uscc: { type: 'string' } },
        allOf: [{ if: { properties: { kind: { const: 'person' } } }, then: { properties: { uscc: false } }, else: { properties: { citizen_id: false } } }],
      },
    },
    steps: { type: 'array', items: { type: 'string', oneOf: [{ const: 'tax-and-invoices', title: '税务' }, { const: 'bank-booking', title: '银行' }] } },
  },
  allOf: [{ if: { properties: { steps: { contains: { const: 'tax-and-invoices' } } }, required: ['steps'] }, then: { required: ['tax'] } }],
}
const ui = {
  type: 'VerticalLayout',
  elements: [
    { type: 'Group', label: '名称', 'x-label-en': 'Name', elements: [{ type: 'Control', scope: '#/properties/name' }] },
    { type: 'Group', label: '股东', elements: [{ type: 'Control', scope: '#/properties/founders' }, { type: 'Control', scope: '#/properties/domicile' }] },
  ],
}

describe('prepareForm', () => {
  it('says the form in English where the catalogue does, and leaves the catalogue as it is', () => {
    const english = prepareForm({ schema, ui }, 'en')
    expect(english.schema.title).toBe('Business opening')
    expect(english.schema.properties!['name']!.title).toBe('Name')
    expect(english.schema.properties!['domicile']!.title).toBe('住所')
    expect((english.ui as unknown as typeof ui).elements[0]!.label).toBe('Name')
    expect(prepareForm({ schema, ui }, 'zh').schema.title).toBe('企业开办')
  })
  it('hides the field of a list that a condition forbids', () => {
    const prepared = prepareForm({ schema, ui }, 'zh').ui as unknown as typeof ui
    const detail = (prepared.elements[1]!.elements[0] as unknown as { options: { detail: { elements: { scope: string; rule?: { condition: { schema: unknown } } }[] } } }).options.detail
    const rules = Object.fromEntries(detail.elements.map((one) => [one.scope, one.rule?.condition.schema]))
    expect(rules['#/properties/uscc']).toEqual({ properties: { kind: { const: 'person' } } })
    expect(rules['#/properties/citizen_id']).toEqual({ not: { properties: { kind: { const: 'person' } } } })
    expect(rules['#/properties/kind']).toBeUndefined()
  })
  it('shows only what is asked, and no group that has become empty', () => {
    const prepared = prepareForm({ schema, ui }, 'zh', (name) => name === 'domicile').ui as unknown as typeof ui
    expect(prepared.elements).toHaveLength(1)
    expect(prepared.elements[0]!.elements.map((one) => one.scope)).toEqual(['#/properties/domicile'])
  })
})

describe('choiceField', () => {
  it('finds the field that the questions answer, and none where there is none', () => {
    expect(choiceField(schema, ['tax-and-invoices', 'bank-booking'])).toBe('steps')
    expect(choiceField(schema, ['other'])).toBeUndefined()
    expect(choiceField(schema, [])).toBeUndefined()
  })
})

describe('withParts', () => {
  const validate = new SchemaValidator().compile(schema)
  it('begins what is required, also by a condition, and nothing else', () => {
    expect(withParts(schema as never, {}, validate)).toEqual({ domicile: {}, founders: [{}] })
    expect(withParts(schema as never, { steps: ['tax-and-invoices'], domicile: { site: 'S1' } }, validate)).toEqual({
      steps: ['tax-and-invoices'],
      domicile: { site: 'S1' },
      founders: [{}],
      tax: {},
    })
  })
  it('takes away a begun part that is no longer required, but nothing that was filled in', () => {
    expect(withParts(schema as never, { domicile: { site: 'S1' }, founders: [{}], tax: {} }, validate)).not.toHaveProperty('tax')
    expect(withParts(schema as never, { domicile: { site: 'S1' }, founders: [{}], tax: { kind: 'small' } }, validate)).toHaveProperty('tax.kind', 'small')
  })
})
