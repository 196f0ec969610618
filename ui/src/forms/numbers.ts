/** A number as people type it: full-width digits, thousands separators. Anything else is handed back unread. */
export function readNumber(text: string): number | string | undefined {
  const plain = text.normalize('NFKC').replace(/[\s,]/g, '')
  if (plain === '') return undefined
  return /^[+-]?\d+(\.\d+)?$/.test(plain) && Number.isFinite(Number(plain)) ? Number(plain) : text
}
