import { describe, expect, it } from 'vitest'
import { zh } from '@/i18n/zh'
import { SchemaValidator } from './ajv'
import { wordError } from './errors'
import { readNumber } from './numbers'

function t(key: string, values: Record<string, unknown> = {}): string {
  const text = key.split('.').reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], zh)
  expect(text, key).toBeTypeOf('string')
  return (text as string).replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]))
}

function worded(schema: object, data: unknown): string[] {
  const validate = new SchemaValidator().compile(schema)
  validate(data)
  return (validate.errors ?? []).map((error) => wordError(error, t))
}

describe('wordError', () => {
  it.each([
    [{ required: ['a'] }, {}, '请填写'],
    [{ properties: { a: { type: 'string', minLength: 4 } } }, { a: '甲' }, '至少 4 个字'],
    [{ properties: { a: { type: 'string', minLength: 1 } } }, { a: '' }, '请填写'],
    [{ properties: { a: { type: 'number', maximum: 2.5 } } }, { a: 3 }, '不能大于 2.5'],
    [{ properties: { a: { type: 'number' } } }, { a: '三' }, '格式不对'],
    [{ properties: { a: { const: true } } }, { a: false }, '请勾选'],
    [{ properties: { a: { enum: ['x'] } } }, { a: 'y' }, '请从选项中选择'],
    [{ properties: { a: { type: 'string', format: 'date' } } }, { a: '2026-02-30' }, '请填写存在的日期'],
    [{ properties: { a: { $ref: '#/$defs/code' } }, $defs: { code: { type: 'string', format: 'credit-code' } } }, { a: '9132' }, '位数不对，应为 18 位'],
    [{ properties: { a: { type: 'array', minItems: 1 } } }, { a: [] }, '至少 1 项'],
  ])('%j with %j', (schema, data, text) => expect(worded(schema, data)[0]).toBe(text))
})

describe('readNumber', () => {
  it('reads what people type and hands back what it cannot read', () => {
    expect(readNumber('１,０００')).toBe(1000)
    expect(readNumber(' 2.50 ')).toBe(2.5)
    expect(readNumber('')).toBeUndefined()
    expect(readNumber('1e5')).toBe('1e5')
    expect(readNumber('五百')).toBe('五百')
  })
})
