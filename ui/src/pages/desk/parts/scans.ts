// Scans of papers that lie on the counter: taken in one after another before what they belong to is entered.
import type { Schema } from '@/api'
import { newKey } from '@/api/client'
import { problemOf } from '@/api/problem'
import { currentLanguage } from '@/i18n'

/** Takes in one scan for an applicant (empty: somebody who has no account; the answer names them). */
export async function takeScan(file: File, applicant: string): Promise<Schema<'CounterScan'>> {
  const query = new URLSearchParams({ name: file.name, ...(applicant ? { applicant } : {}) })
  const answer = await fetch(`/api/v1/counter/files?${query}`, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'Content-Type': 'application/octet-stream', 'Accept-Language': currentLanguage(), 'Idempotency-Key': newKey() },
    body: file,
  })
  const body: unknown = await answer.json().catch(() => undefined)
  if (!answer.ok) throw problemOf(answer.status, body, currentLanguage())
  return body as Schema<'CounterScan'>
}

/** All scans of a paper's materials: their ids by material, and under whose name they were taken in. */
export async function takeScans(scans: Record<string, File[]>, applicant: string): Promise<{ files: Record<string, string[]>; applicant: string }> {
  const files: Record<string, string[]> = {}
  let owner = applicant
  for (const [material, chosen] of Object.entries(scans)) {
    for (const file of chosen) {
      const taken = await takeScan(file, owner)
      owner = taken.applicant
      files[material] = [...(files[material] ?? []), taken.file]
    }
  }
  return { files, applicant: owner }
}

/** This hour in the time of the zone, as a field of date and time takes it. */
export const zoneNow = () => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 16)
export const instantOf = (at: string) => new Date(`${at}:00+08:00`).toISOString()
export const fileKinds = '.pdf,.png,.jpg,.jpeg'
