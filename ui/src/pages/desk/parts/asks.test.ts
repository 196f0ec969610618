import { describe, expect, it } from 'vitest'
import { asksOf, beginning, inputOf, isGrave, missingIn, placeFaults } from './asks'
import type { AvailableAction, Input } from './model'

const name = (text: string) => ({ zh: text, en: text })
const input = (id: string, kind: Input['kind'], more: Partial<Input> = {}): Input => ({ id, name: name(id), kind, required: false, ...more })
const action = (...asks: Input[]): AvailableAction => ({ id: 'act', name: name('act'), allowed: true, asks, takes_submission: false })
const known = {
  reviews: [
    { step: 'fire', name: name('消防'), role: 'r', organisation: name('o'), open: true },
    { step: 'plan', name: name('规划'), role: 'r', organisation: name('o'), open: false },
  ],
}
const bodies = [{ id: 'a', name: name('甲局') }, { id: 'b', name: name('乙局') }]

describe('asksOf', () => {
  it('gives every kind of input a control', () => {
    const kinds: Input['kind'][] = ['text', 'choice', 'date', 'number', 'truth', 'findings', 'organisation', 'record', 'items']
    const asks = asksOf(action(...kinds.map((kind) => input(kind, kind, kind === 'choice' ? { choices: [{ id: 'x', name: name('x') }] } : {}))), known, bodies)
    expect(asks.map((ask) => ask.control)).toEqual(['long', 'choice', 'date', 'number', 'truth', 'findings', 'choice', 'line', 'items'])
    expect(asks[6]!.choices).toEqual(bodies)
  })
  it('offers the open reviews where their name is asked, and choices where the server gives them', () => {
    const asks = asksOf(action(input('step', 'text'), input('other', 'text', { choices: [{ id: 'k', name: name('k') }] })), known, bodies)
    expect(asks.map((ask) => ask.choices.map((one) => one.id))).toEqual([['fire'], ['k']])
  })
  it('chooses what is beyond doubt and nothing else', () => {
    const asks = asksOf(action(input('step', 'text', { required: true }), input('authority', 'organisation'), input('verdict', 'choice', { required: true, choices: [{ id: 'yes', name: name('y') }, { id: 'no', name: name('n') }] })), known, bodies)
    expect(beginning(asks)).toEqual({ step: 'fire', authority: '', verdict: '' })
    expect(beginning(asks, { authority: 'b', verdict: 'maybe' })).toMatchObject({ authority: 'b', verdict: '' })
  })
})

describe('values', () => {
  const asks = asksOf(action(input('reason', 'text', { required: true }), input('count', 'number'), input('findings', 'findings'), input('sure', 'truth'), input('list', 'items')), known, bodies)
  it('names what is missing, half a finding too, but not an untouched one', () => {
    const values = { ...beginning(asks), reason: '  ', count: '三', findings: [{ about: '', text: '' }, { about: 'articles', text: '' }, { about: '', text: '看不清' }] }
    expect(missingIn(asks, values)).toEqual([
      { id: 'reason', why: 'fill' },
      { id: 'count', why: 'number' },
      { id: 'findings', index: 1, part: 'text', why: 'fill' },
      { id: 'findings', index: 2, part: 'about', why: 'fill' },
    ])
  })
  it('asks for one finding where findings are required', () => {
    const [ask] = asksOf(action(input('findings', 'findings', { required: true })), known, bodies)
    expect(missingIn([ask!], { findings: [{ about: '', text: '' }] })).toEqual([{ id: 'findings', why: 'fill' }])
  })
  it('sends typed values and nothing empty', () => {
    const values = { ...beginning(asks), reason: ' 材料不清 ', count: '1,000', findings: [{ about: '/domicile/room', text: ' 缺房间号 ' }, { about: '', text: '' }], list: 'a\n\n b ' }
    expect(inputOf(asks, values)).toEqual({ reason: '材料不清', count: 1000, findings: [{ about: '/domicile/room', text: '缺房间号' }], sure: false, list: ['a', 'b'] })
    expect(inputOf(asks, beginning(asks))).toEqual({ sure: false })
  })
})

describe('placeFaults', () => {
  it('puts faults beside what they are about, whether or not the pointer begins at input', () => {
    const asks = asksOf(action(input('reason', 'text'), input('findings', 'findings')), known, bodies)
    const fault = (path: string) => ({ path, code: 'c', message: path })
    const placed = placeFaults(['reason', 'input.findings.1.text', 'findings.0', 'findings', 'form.name'].map(fault), asks)
    expect(placed).toEqual({ asks: { reason: 'reason', findings: 'findings' }, findings: { 0: 'findings.0', 1: 'input.findings.1.text' }, rest: ['form.name'] })
  })
})

it('asks twice before what goes against the applicant', () => {
  expect(['refuse', 'revoke', 'not_accept', 'abandon', 'tell_not_required'].every(isGrave)).toBe(true)
  expect(['accept', 'register', 'request_correction', 'grant', 'resume', 'confirm_rectified'].some(isGrave)).toBe(false)
})
