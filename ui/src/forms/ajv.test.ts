import { describe, expect, it } from 'vitest'
import { SchemaValidator } from './ajv'
import { gapsOf, labelOf, pathOf } from './gaps'

const schema = {
  type: 'object',
  required: ['name', 'code', 'persons'],
  properties: {
    name: { type: 'string', title: '名称', minLength: 2 },
    code: { type: 'string', title: '信用代码', format: 'credit-code' },
    persons: {
      type: 'array', title: '股东', minItems: 1,
      items: { $ref: '#/$defs/person' },
    },
  },
  $defs: { person: { type: 'object', required: ['id'], properties: { id: { type: 'string', title: '证件号码', format: 'citizen-id' } } } },
}

describe('SchemaValidator', () => {
  it('names the missing property as ajv does', () => {
    const validate = new SchemaValidator().compile(schema)
    expect(validate({})).toBe(false)
    expect(validate.errors!.map((error) => error.params['missingProperty'])).toEqual(['name', 'code', 'persons'])
  })
  it('finds every error, in depth, without the wrapping ones', () => {
    const validate = new SchemaValidator().compile(schema)
    validate({ name: 'a', code: '91320600MA2XTQ7C2B', persons: [{ id: '11010519491231002X' }, {}] })
    expect(validate.errors!.map(pathOf)).toEqual(expect.arrayContaining(['name', 'code', 'persons.1.id']))
    expect(validate.errors).toHaveLength(3)
    expect(validate.errors!.find((error) => error.keyword === 'minLength')!.params['limit']).toBe(2)
  })
  it('says nothing about what is right, and forgets earlier errors', () => {
    const validate = new SchemaValidator().compile(schema)
    validate({})
    expect(validate({ name: '甲乙', code: '91320600MA2XTQ7C2A', persons: [{ id: '11010519491231002X' }] })).toBe(true)
    expect(validate.errors).toBeNull()
  })
  it('writes no code at run time', () => {
    expect(new SchemaValidator().compile.toString()).not.toMatch(/new Function|eval\(/)
  })
})

describe('gaps', () => {
  it('come in the order of the form, one a field, with the titles down to it', () => {
    const validate = new SchemaValidator().compile(schema)
    validate({ persons: [{}] })
    const gaps = gapsOf(validate.errors!, schema, (error) => error.keyword)
    expect(gaps.map((gap) => gap.path)).toEqual(['name', 'code', 'persons.0.id'])
    expect(gaps[2]!.label).toBe('股东 1 › 证件号码')
    expect(labelOf('unknown.field', schema)).toBe('unknown › field')
  })
})
