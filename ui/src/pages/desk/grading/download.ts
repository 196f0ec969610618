// The whole of a run as a CSV file that spreadsheets open: made here, page by page, of what the server answers.
import { api, read } from '@/api'
import type { Text } from '../parts/model'
import { csvSafe, type Firm, type Run, type Scheme } from './model'

/** Rows as lines of CSV, with the mark by which Excel knows UTF-8. */
export function csvOf(scheme: Scheme, firms: Firm[], say: (text: Text) => string, g: (key: string) => string): string {
  const rows = [
    [g('result.column.rank'), 'uscc', g('result.column.name'), g('result.column.class'), g('result.column.total'), g('firm.base'), g('firm.bonus'), g('firm.deduction'),
      ...scheme.indicators.flatMap((one) => [`${one.id} ${say(one.name)} (${one.unit})`, `${one.id} ${g('firm.score')}`]), g('result.column.state')],
    ...firms.map((firm) => [firm.rank, firm.uscc, firm.name, firm.class, firm.total, firm.base, firm.bonus, firm.deduction,
      ...scheme.indicators.flatMap((one) => [firm.values[one.id], firm.scores[one.id]]), g(`result.state.${firm.state}`)]),
  ]
  return '\ufeff' + rows.map((row) => row.map(csvSafe).join(',') + '\r\n').join('')
}

export async function downloadRun(run: Run, say: (text: Text) => string, g: (key: string) => string): Promise<void> {
  const most = 1000
  const firms: Firm[] = []
  for (;;) {
    const page = await read<Run>(api.GET('/api/v1/evaluation-runs/{run}', { params: { path: { run: run.run }, query: { limit: most, offset: firms.length } } }))
    firms.push(...page.firms)
    if (page.firms.length < most) break
  }
  save(new Blob([csvOf(run.definition, firms, say, g)], { type: 'text/csv;charset=utf-8' }), `${run.scheme.id}-${run.run}.csv`)
}

/** Hands a file to the browser. */
export function save(blob: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
