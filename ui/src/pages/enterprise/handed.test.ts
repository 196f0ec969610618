import { describe, expect, it } from 'vitest'
import type { Schema } from '@/api'
import { materialsMissing } from './handed'

const text = { zh: '', en: '' }
const material = (id: string, asked = true) => ({ id, name: text, asked, held: false, tolerated: false, commitment: false, hint: text })
const check = (gaps: { kind: string; id: string }[] = []) => ({ gaps: gaps.map((gap) => ({ ...gap, text })), faults: [], materials: [material('a'), material('b'), material('c', false)], ready: false }) as unknown as Schema<'Check'>
const draft = (materials: Record<string, { how: string; files: string[] }> = {}) => ({ materials }) as unknown as Schema<'Draft'>
const ids = (found: { id: string }[]) => found.map((one) => one.id)
const gap = (kind: string, id: string, field = '') => ({ kind, id, field, text }) as unknown as Schema<'Gap'>

describe('what is still to be handed in', () => {
  it('is all that is asked for and not given, of a first submission', () => {
    expect(ids(materialsMissing(check(), draft({ a: { how: 'commitment', files: [] } })))).toEqual(['b'])
  })
  it('is only what was asked to be mended, of a correction', () => {
    expect(ids(materialsMissing(check(), draft(), [gap('finding', 'a')]))).toEqual(['a'])
    expect(ids(materialsMissing(check(), draft({ a: { how: 'file', files: ['f'] } }), [gap('material', 'a'), gap('finding', '/scope', '/scope')]))).toEqual([])
  })
  it('is also what the correction itself makes necessary', () => {
    expect(ids(materialsMissing(check([{ kind: 'material', id: 'c' }]), draft(), []))).toEqual(['c'])
  })
})
