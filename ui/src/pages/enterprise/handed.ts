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

/** A correction that was asked for is about a material if it names one, or if an officer found something wrong with it. */
export const isAboutMaterial = (gap: Schema<'Gap'>) => gap.kind === 'material' || (gap.kind === 'finding' && !gap.field)

/** The materials that a correction has to bring anew. */
export const materialsToMend = (asked: Schema<'Gap'>[] | undefined) => new Set((asked ?? []).filter(isAboutMaterial).map((gap) => gap.id))

/** What is still to be handed in. A correction brings what was asked for, and what its own changes make necessary; the rest
 *  stands as it was handed in before. */
export function materialsMissing(check: Check | undefined, draft: Schema<'Draft'> | undefined, asked?: Schema<'Gap'>[]): Asked[] {
  const toMend = materialsToMend(asked)
  const needed = new Set((check?.gaps ?? []).filter((gap) => gap.kind === 'material').map((gap) => gap.id))
  return (check?.materials ?? []).filter((material) => {
    const given = draft?.materials[material.id]
    if (asked) return (toMend.has(material.id) && !isGiven(given)) || needed.has(material.id)
    return stateOf(material, given) === 'missing'
  })
}
