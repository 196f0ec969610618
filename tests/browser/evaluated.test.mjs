// A firm sees what the zone made of it: it confirms its figures, sees the draft with the reckoning of every point and the
// next step, and objects in time.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { address, caller, isAccessible, launch, reads, signIn, unhurried, visitor } from './browser.mjs'
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

describe('a firm that is evaluated', unhurried, () => {
  it('is told that there is nothing yet, and how to enter the round', async () => {
    const { page, context, faults } = await visitor(browser)
    await signIn(page, 'tonghu')
    await page.goto(address + '/')
    await page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '亩均评价' }).click()
    await page.getByText('还没有评价结果').waitFor()
    await isAccessible(page, 'no evaluation')
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
    await isAccessible(page, 'figures to be confirmed')
    await round.getByRole('button', { name: '确认数据', exact: true }).click()
    await round.locator('form').getByRole('button', { name: /确认/ }).click()
    await round.getByText('数据已确认，待评价').waitFor()

    const run = await runOver(rows)
    const { page: desk, context: office } = await visitor(browser)
    await signIn(desk, 'grading')
    await desk.goto(`${address}/desk/evaluation-runs/${run}`)
    await desk.getByRole('button', { name: '公开给名单上的企业' }).click()
    await desk.getByText(/已公开，企业可以看到自己的结果/).waitFor()
    await isAccessible(desk, 'published run')
    await office.close()
    const decider = await caller('grading')
    await decider.act(number, 'publish_draft', { draft: 'D 类，115.86 分，第 2 名' })

    await page.getByRole('heading', { name: '评价结果' }).waitFor()
    await round.getByText('D 类，115.86 分，第 2 名').waitFor()
    await round.getByRole('group', { name: '异议期' }).waitFor()
    const scores = page.getByRole('region', { name: '各项得分怎样来的' })
    await reads(scores, /实缴税收 ÷ 用地面积 = 25[\s\S]*基准值 20[\s\S]*50/)
    await reads(page.getByRole('region', { name: /再进一步/ }).first(), /实缴税收[\s\S]*→|各项一起提高/)
    assert.ok(!(await page.content()).includes('乙企业'), 'nothing of another firm')
    await isAccessible(page, 'own result')
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
    await isAccessible(phone, 'own result narrow')
    await small.close()
  })

  it('is one of many whose departments hand in tables, which are joined, run, and taken through the round at once', async () => {
    const { page, context, faults } = await visitor(browser)
    await signIn(page, 'assessor')
    await page.goto(`${address}/desk/evaluations/r1-example`)
    await page.getByRole('link', { name: '几个部门各有一张表？合并' }).click()
    await page.getByRole('heading', { level: 1, name: '合并各部门的数据表' }).waitFor()
    const codes = ['91320600MA0MLJUP92', '91320600MA0MTND43P', '91320600MA0MPQQ505']
    const hand = async (name, lines) => {
      await page.getByLabel('上传一个部门的表').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(lines.join('\r\n')) })
      await page.getByRole('list', { name: '要合并的表' }).getByText(name).first().waitFor()
    }
    await hand('税务.csv', ['统一社会信用代码,实缴税收,销售收入,用地面积', `${codes[0]},1600,28000,40`, `${codes[1]},约1500,24000,61`])
    await hand('用地.csv', ['统一社会信用代码,企业名称,用地面积', `${codes[0]},通沪智能装备有限公司（虚构）,40`, `${codes[1]},乙企业（虚构）,60`, `${codes[2]},丙企业（虚构）,25`])
    await hand('统计.csv', ['统一社会信用代码,工业增加值,综合能耗,主要污染物排放量,年平均职工人数,研发经费', ...codes.map((code) => `${code},7200,1500,2,240,1400`)])
    await page.getByRole('button', { name: '作首表 用地.csv' }).click()
    await isAccessible(page, 'tables to be joined')
    await page.getByRole('button', { name: '合并 3 张表' }).click()
    await page.getByText('合并了 3 家企业；下面这些请先核对').waitFor()
    await reads(page.getByRole('region', { name: '读不出来的单元格：1' }).last(), /税务\.csv[\s\S]*B3[\s\S]*实缴税收[\s\S]*约1500[\s\S]*不是数值/)
    await reads(page.getByRole('region', { name: '各表不一致：1' }).last(), /91320600MA0MTND43P[\s\S]*用地面积[\s\S]*用地\.csv 60 ≠ 税务\.csv 61/)
    await reads(page.getByRole('region', { name: '首表有、别的表没有：1' }).last(), /91320600MA0MPQQ505[\s\S]*税务\.csv/)
    await isAccessible(page, 'joined tables')
    await page.getByRole('link', { name: '用合并的表去评价' }).click()
    await page.locator('input[name="table"]:checked').waitFor()
    await page.getByRole('button', { name: '开始评价' }).click()
    await page.waitForURL(/evaluation-runs/)

    const round = page.getByRole('region', { name: '年度评价：整个名单一起办' })
    await round.getByLabel('评价年度').selectOption('2020')
    await round.getByText('这一年度还没有办件').waitFor()
    await round.getByRole('button', { name: '为名单上的企业开启' }).click()
    await round.getByText('办好了 3 件').waitFor()
    await round.getByRole('button', { name: '为名单上的企业开启' }).click()
    await round.getByText('办好了 0 件').waitFor()
    await round.getByRole('button', { name: '送企业确认（全部） · 可办 3 件' }).click()
    await round.getByText('办好了 3 件').waitFor()
    await reads(round.getByLabel('这一年度的办件'), /待企业确认\s*3/)
    assert.equal(await round.getByRole('button', { name: /公布初步结果/ }).count(), 0, 'another desk publishes')
    await isAccessible(page, 'round for all')
    assert.deepEqual(faults, [])
    await context.close()

    const { page: firm, context: theirs } = await visitor(browser)
    await signIn(firm, 'tonghu')
    await firm.goto(address + '/my/evaluations')
    const mine = firm.getByRole('region', { name: '2020 年度评价' })
    await mine.getByText(/用地面积 40 亩/).waitFor()
    await mine.getByRole('button', { name: '数据有误' }).waitFor()
    assert.ok(!(await firm.content()).includes('乙企业'))
    await theirs.close()

    const { page: phone, context: small } = await visitor(browser, { language: 'en', width: 390, height: 844 })
    await signIn(phone, 'assessor')
    await phone.goto(`${address}/desk/evaluations/r1-example/join`)
    await phone.getByRole('heading', { level: 1, name: 'Join the departments’ tables' }).waitFor()
    await isAccessible(phone, 'join narrow')
    await small.close()
  })
})
