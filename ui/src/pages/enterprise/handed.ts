// What is to be handed in, and whether it is there: by file, by commitment, later, or known to the zone.
import type { Schema } from '@/api'
import type { MaterialState } from '@/components/model'

type Check = Schema<'Check'>
type Asked = Check['materials'][number]
type Given = Schema<'MaterialGiven'>

/** What a file may be; the server looks into the bytes again. */
export const fileLimits = { types: ['application/pdf', 'image/jpeg', 'image/png'], bytes: 20 * 1024 * 1024 }

export function isGiven(given: Given | undefined): boolean {
  return given !== undefined && (given.how !== 'file' || given.files.length > 0)
}

export function stateOf(material: Asked, given: Given | undefined): MaterialState {
  if (material.held) return 'from_register'
  if (given?.how === 'commitment') return 'committed'
  if (given?.how === 'tolerated') return 'tolerated'
  if (isGiven(given)) return 'provided'
  return material.asked ? 'missing' : 'not_needed'
}

/** What is asked for and neither held nor handed in nor promised. */
export function materialsMissing(check: Check | undefined, draft: Schema<'Draft'> | undefined): Asked[] {
  return (check?.materials ?? []).filter((material) => stateOf(material, draft?.materials[material.id]) === 'missing')
}
