// A firm sees what the zone made of it: it confirms its figures, sees the draft with the reckoning of every point and the
// next step, and objects in time.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { address, caller, isAccessible, launch, signIn, visitor } from './browser.mjs'
import { applicant } from './desk_support.mjs'

let browser
before(async () => (browser = await launch()))
after(() => browser?.close())

const head = 'uscc,name,land_mu,tax,sales,value_added,energy_tce,pollutants_t,staff,rnd\n'
// 江海 is the second of two.
const rows = ['91320600MA0MLAL96Q,江海矿山机械有限公司（虚构）,60,1500,24000,6000,2500,5,300,720', '91320600MA0MTND43P,乙企业（虚构）,40,1600,28000,7200,1500,2,240,1400']

/** An officer runs the example scheme over the firms; the number of the run. */
async function runOver(lines) {
  const office = await applicant('grading')
  const table = await office.must('POST', `/api/v1/evaluation-tables?name=${encodeURIComponent('评价数据.csv')}`, Buffer.from(head + lines.join('\n') + '\n'))
  const run = await office.must('POST', '/api/v1/evaluations/r1-example/runs', { table: table.id })
  return run.run
}

async function seen(page, where) {
  await page.locator('.loading').first().waitFor({ state: 'detached' })
  await isAccessible(page, where)
}

describe('a firm that is evaluated', { timeout: 240_000 }, () => {
  it('is told that there is nothing yet, and how to enter the round', async () => {
    const { page, context, faults } = await visitor(browser)
    await signIn(page, 'tonghu')
    await page.goto(address + '/')
    await page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '亩均评价' }).click()
    await page.getByText('还没有评价结果').waitFor()
    await seen(page, 'no evaluation')
    assert.equal(await page.getByRole('link', { name: '参加年度评价' }).getAttribute('href'), '/apply/matter/per-mu-evaluation')
    assert.deepEqual(faults, [])
    await context.close()
    // Persons are not evaluated.
    const { page: other, context: theirs } = await visitor(browser)
    await signIn(other, 'founder')
    await other.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '我的证照' }).waitFor()
    assert.equal(await other.getByRole('link', { name: '亩均评价' }).count(), 0)
    await theirs.close()
  })

  it('confirms its figures, sees the published draft, and objects to it in time', async () => {
    const firm = await applicant('jianghai')
    const draft = await firm.must('POST', '/api/v1/drafts', { kind: 'matter', target: 'per-mu-evaluation' })
    const now = await firm.get(`/api/v1/drafts/${draft.id}`)
    await firm.must('PUT', `/api/v1/drafts/${draft.id}`, { form: { company_name: '江海矿山机械有限公司（虚构）', year: 2019 }, chosen: now.chosen, materials: {} }, { 'If-Match': `"v${now.version}"` })
    const { number } = await firm.must('POST', `/api/v1/drafts/${draft.id}/submit`, {})
    const intake = await caller('assessor')
    await intake.act(number, 'lay_before', { figures: '用地 60 亩（自然资源局）；税收 1500 万元（税务局）' })

    const { page, context, faults } = await visitor(browser)
    await signIn(page, 'jianghai')
    await page.goto(address + '/my/evaluations')
    const round = page.getByRole('region', { name: '2019 年度评价' })
    await round.getByText('用地 60 亩（自然资源局）').waitFor()
    await round.getByRole('group', { name: '企业确认数据的期限' }).waitFor()
    await seen(page, 'figures to be confirmed')
    await round.getByRole('button', { name: '确认数据', exact: true }).click()
    await round.locator('form').getByRole('button', { name: /确认/ }).click()
    await round.getByText('数据已确认，待评价').waitFor()

    const run = await runOver(rows)
    const { page: desk, context: office } = await visitor(browser)
    await signIn(desk, 'grading')
    await desk.goto(`${address}/desk/evaluation-runs/${run}`)
    await desk.getByRole('button', { name: '公布初步结果' }).click()
    await desk.getByText(/已公布，企业可以看到自己的结果/).waitFor()
    await seen(desk, 'published run')
    await office.close()
    const decider = await caller('grading')
    await decider.act(number, 'publish_draft', { draft: 'D 类，115.86 分，第 2 名' })

    await page.getByRole('heading', { name: '评价结果' }).waitFor()
    await round.getByText('D 类，115.86 分，第 2 名').waitFor()
    await round.getByRole('group', { name: '异议期' }).waitFor()
    const scores = page.getByRole('region', { name: '各项得分怎样来的' })
    assert.match(await scores.innerText(), /实缴税收 ÷ 用地面积 = 25[\s\S]*基准值 20[\s\S]*50/)
    assert.match(await page.getByRole('region', { name: /再进一步/ }).first().innerText(), /实缴税收[\s\S]*→|各项一起提高/)
    assert.ok(!(await page.content()).includes('乙企业'), 'nothing of another firm')
    if (process.env.SHOT) await page.screenshot({ path: '/tmp/zt/own.png', fullPage: true })
    await seen(page, 'own result')
    await round.getByRole('button', { name: '提出异议' }).click()
    await round.locator('form').getByRole('button', { name: /确认/ }).click()
    await round.locator('[aria-invalid="true"]').waitFor()
    await round.locator('textarea').fill('研发费用未计入')
    await round.locator('form').getByRole('button', { name: /确认/ }).click()
    await round.getByText('异议待处理').waitFor()
    assert.deepEqual(faults, [])
    await context.close()

    const { page: phone, context: small } = await visitor(browser, { language: 'en', width: 390, height: 844 })
    await signIn(phone, 'jianghai')
    await phone.goto(address + '/my/evaluations')
    await phone.getByRole('heading', { name: 'How each score came about' }).waitFor()
    await phone.getByRole('region', { name: 'Evaluation of 2019' }).getByText('Objection to be answered').waitFor()
    await seen(phone, 'own result narrow')
    await small.close()
  })
})
