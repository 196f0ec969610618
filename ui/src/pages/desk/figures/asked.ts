// Which day, year and figures are asked about: kept in the address, so that it can be sent to others.
import { computed } from 'vue'
import { useRoute, useRouter, type LocationQueryRaw } from 'vue-router'

const one = (value: unknown) => (typeof value === 'string' ? value : '')
const isDay = (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text)

export function useAsked() {
  const route = useRoute()
  const router = useRouter()
  const asOf = computed(() => (isDay(one(route.query['as_of'])) ? one(route.query['as_of']) : ''))
  const known = computed(() => asOf.value !== '' && route.query['known'] === '1')
  const year = computed(() => (/^\d{4}$/.test(one(route.query['year'])) ? Number(one(route.query['year'])) : undefined))
  const words = computed(() => one(route.query['q']))
  const section = computed(() => one(route.query['section']))
  const view = computed(() => (route.query['view'] === 'years' ? 'years' : 'cards'))

  /** What goes to the server. */
  const query = computed(() => ({
    ...(asOf.value ? { as_of: asOf.value } : {}),
    ...(known.value ? { known_at: asOf.value } : {}),
    ...(year.value ? { year: year.value } : {}),
  }))
  /** What an address of another page of the figures carries on. */
  const carried = computed<LocationQueryRaw>(() => ({
    ...(asOf.value ? { as_of: asOf.value } : {}),
    ...(known.value ? { known: '1' } : {}),
    ...(year.value ? { year: String(year.value) } : {}),
  }))

  /** Changes a part of the address; what is empty goes out of it. */
  function ask(change: Record<string, string | undefined>): void {
    const next: LocationQueryRaw = { ...route.query, ...change }
    for (const key of Object.keys(next)) if (!next[key]) delete next[key]
    if (!next['as_of']) delete next['known']
    void router.replace({ query: next })
  }

  const filesFor = (format: string, language: string) =>
    new URLSearchParams({ format, lang: language, ...Object.fromEntries(Object.entries(query.value).map(([key, value]) => [key, String(value)])) }).toString()
  /** The address of a file of all figures as asked. */
  const bulletin = (format: 'pdf' | 'xlsx' | 'csv', language: string) =>
    '/api/v1/bulletin?' + filesFor(format, language)

  /** The address of a file of the records of one figure. */
  const file = (id: string, format: 'csv' | 'xlsx', language: string) => `/api/v1/indicators/${encodeURIComponent(id)}/file?` + filesFor(format, language)

  return { asOf, known, year, words, section, view, query, carried, ask, bulletin, file }
}
