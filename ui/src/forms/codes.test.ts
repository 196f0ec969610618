import { describe, expect, it } from 'vitest'
import { citizenIdFault, creditCodeFault, grouped, mobileFault, normalise } from './codes'

describe('codes', () => {
  it.each(['91320600MA2XTQ7C2A', '913206125781123402', '12320600MB1G0K9N7H', '913206005780002770', '9132060057810018X2'])(
    'accepts the credit code %s',
    (code) => expect(creditCodeFault(code)).toBeUndefined(),
  )
  it('says what is wrong with a credit code', () => {
    expect(creditCodeFault('91320600MA2XTQ7C2')).toBe('length')
    expect(creditCodeFault('91320600MA2XTQ7C2O')).toBe('character')
    expect(creditCodeFault('91320600MA2XTQ7C2B')).toBe('check')
  })
  it('reads full-width letters and spaces, but never turns O into 0', () => {
    expect(normalise(' ９１３２０６００ma2xtq7c2a ')).toBe('91320600MA2XTQ7C2A')
    expect(creditCodeFault('9132O600MA2XTQ7C2A')).toBe('character')
  })
  it('checks the date and the check digit of an identity number', () => {
    expect(citizenIdFault('11010519491231002X')).toBeUndefined()
    expect(citizenIdFault('320600200002290018')).toBeUndefined()
    expect(citizenIdFault('320600200102290018')).toBe('date')
    expect(citizenIdFault('320600198510090128')).toBe('check')
    expect(citizenIdFault('320600200002290018', new Date('1999-01-01'))).toBe('date')
  })
  it('checks mobile numbers and groups codes for reading', () => {
    expect(mobileFault('13800000000')).toBeUndefined()
    expect(mobileFault('12800000000')).toBe('character')
    expect(grouped('91320600MA2XTQ7C2A', 'credit-code')).toBe('91 320600 MA2XTQ7C2 A')
  })
})
