// The codes that a form asks for, checked while they are typed. The server checks them again.

export type CodeFault = 'length' | 'character' | 'date' | 'check'

const creditAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const creditWeights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]

/** Full-width to half-width, no spaces, upper case. Never turns O into 0. */
export function normalise(text: string): string {
  return text.normalize('NFKC').replace(/\s+/g, '').toUpperCase()
}

/** Unified social credit code, GB 32100-2015. */
export function creditCodeFault(text: string): CodeFault | undefined {
  const code = normalise(text)
  if (code.length !== 18) return 'length'
  const values = [...code].map((letter) => creditAlphabet.indexOf(letter))
  if (values.includes(-1) || !/^\d{6}$/.test(code.slice(2, 8))) return 'character'
  const sum = creditWeights.reduce((total, weight, i) => total + weight * values[i]!, 0)
  return (31 - (sum % 31)) % 31 === values[17] ? undefined : 'check'
}

const citizenWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** Citizen identity number, GB 11643-1999; a birth date in the future is wrong. */
export function citizenIdFault(text: string, today = new Date()): CodeFault | undefined {
  const id = normalise(text)
  if (id.length !== 18) return 'length'
  if (!/^\d{17}[\dX]$/.test(id)) return 'character'
  const birth = `${id.slice(6, 10)}-${id.slice(10, 12)}-${id.slice(12, 14)}`
  const date = new Date(`${birth}T00:00:00Z`)
  if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== birth || date > today) return 'date'
  const sum = citizenWeights.reduce((total, weight, i) => total + weight * Number(id[i]), 0)
  return '10X98765432'[sum % 11] === id[17] ? undefined : 'check'
}

export function mobileFault(text: string): CodeFault | undefined {
  const number = normalise(text)
  if (!/^\d*$/.test(number)) return 'character'
  if (number.length !== 11) return 'length'
  return /^1[3-9]/.test(number) ? undefined : 'character'
}

const creditCode = { length: 18, fault: creditCodeFault, groups: [2, 6, 9, 1] } as const
const mobile = { length: 11, fault: mobileFault, groups: [3, 4, 4] } as const

/** The JSON Schema formats that name a code, and the lengths that are counted for whoever types. */
export const codes = {
  uscc: creditCode,
  'credit-code': creditCode,
  'citizen-id': { length: 18, fault: (text: string) => citizenIdFault(text), groups: [6, 8, 4] },
  mobile,
  'mobile-number': mobile,
} as const

export type CodeFormat = keyof typeof codes

export function isCodeFormat(format: unknown): format is CodeFormat {
  return typeof format === 'string' && format in codes
}

/** 91320600MA2XTQ7C2A → 91 320600 MA2XTQ7C2 A, to be read aloud. */
export function grouped(text: string, format: CodeFormat): string {
  const code = normalise(text)
  const parts: string[] = []
  let at = 0
  for (const length of codes[format].groups) {
    if (at < code.length) parts.push(code.slice(at, at + length))
    at += length
  }
  if (at < code.length) parts.push(code.slice(at))
  return parts.join(' ')
}
