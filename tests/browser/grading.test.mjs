// An officer grades the firms: runs the demonstration's table, opens a firm, tries other
// weights in the laboratory, hands in a table with a bad cell. axe looks at every page.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { address, eventually, hasFocus, isAccessible, launch, reads, signIn, unhurried, visitor } from './browser.mjs'

let browser
before(async () => (browser = await launch()))
after(() => browser?.close())

async function officer(options) {
  const { page, faults } = await visitor(browser, options)
  await signIn(page, 'decider')
  return { page, faults }
}

async function look(page, where) {
  await page.getByRole('heading', { level: 1 }).waitFor()
  await isAccessible(page, where)
}

/** Runs a scheme over the demonstration's table; the page then shows the results. */
async function runDemo(page, scheme = 'r1-example') {
  await page.goto(`${address}/desk/evaluations/${scheme}`)
  await page.getByRole('radio', { name: /演示数据|Demonstration data/ }).check()
  await page.getByRole('button', { name: /开始评价|Run the evaluation/ }).click()
  await page.waitForURL(/evaluation-runs/)
}

describe('the evaluation of firms', unhurried, () => {
  let page, faults

  it('lists the schemes with their sources and says what each still needs', async () => {
    ;({ page, faults } = await officer())
    await page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '亩均评价' }).click()
    await page.getByRole('link', { name: '示例评价方案 R1（虚构）' }).waitFor()
    const wujin = page.getByRole('listitem').filter({ hasText: '武进区' })
    await reads(wujin, /苏政办发〔2017〕143号/)
    await reads(wujin, /有 15 个数值没有公布/)
    await reads(page.getByRole('listitem').filter({ hasText: '临海市' }), /来源：临海市公布的 2014—2016 年权重与基准值/)
    await look(page, 'schemes')
  })

  it('shows a scheme: indicators with weights, classes, and what each class means', async () => {
    await page.getByRole('link', { name: '示例评价方案 R1（虚构）' }).click()
    const row = page.getByRole('row', { name: /I1 亩均税收/ })
    await reads(row, /实缴税收 ÷ 用地[\s\S]*40[\s\S]*20[\s\S]*1\.5 × 权重/)
    await page.getByText('排名前 20 %').waitFor()
    await page.getByText('没有公布的依据和公平竞争审查').waitFor()
    await look(page, 'scheme')
  })

  it('runs the demonstration table and counts the classes', async () => {
    await runDemo(page)
    await page.getByRole('img', { name: /A 优先发展类 12 家（20 %）/ }).waitFor()
    await page.getByText('第 1—50 家，共 60 家').waitFor()
    const first = page.getByRole('region', { name: '企业得分和排名' }).getByRole('row').nth(1)
    await reads(first, /^\s*1\s[\s\S]*148\.07/)
    await look(page, 'run')
  })

  it('sorts by any score, and finds firms by class and name', async () => {
    const table = page.getByRole('region', { name: '企业得分和排名' })
    await table.getByRole('button', { name: /I6 研发/ }).click()
    await table.locator('th[aria-sort="descending"]').waitFor()
    await eventually(async () => {
      const numbers = (await table.locator('tbody tr td:last-child').allInnerTexts()).map(Number)
      assert.deepEqual(numbers, [...numbers].sort((a, b) => b - a))
    })
    await page.getByRole('combobox', { name: '类别' }).selectOption('D')
    await page.getByText('第 1—3 家，共 3 家').waitFor()
    await page.getByRole('searchbox').fill('没有这样的企业')
    await page.getByRole('button', { name: '查找' }).click()
    await page.getByText('没有符合的企业').waitFor()
    await look(page, 'no firm')
    await page.getByRole('button', { name: '清除条件' }).click()
    await page.getByText('共 60 家').waitFor()
  })

  it('hands the results over as CSV', async () => {
    const waiting = page.waitForEvent('download')
    await page.getByRole('button', { name: /下载全部结果/ }).click()
    const stream = await (await waiting).createReadStream()
    let text = ''
    for await (const chunk of stream) text += chunk
    assert.equal(text.trim().split('\r\n').length, 61)
    assert.match(text, /^\ufeff名次,uscc,企业,类别,总分/)
  })

  it('opens a firm and says where every point comes from and how to reach the next class', async () => {
    await page.getByRole('combobox', { name: '类别' }).selectOption('B')
    await page.getByText('共 24 家').waitFor()
    await page.getByRole('region', { name: '企业得分和排名' }).getByRole('row').nth(1).getByRole('link').click()
    const scores = page.getByRole('region', { name: '各项得分怎样来的' })
    await scores.waitFor()
    await reads(scores, /实缴税收 ÷ 用地面积 = [\s\S]*基准值 20[\s\S]*权重 40/)
    await page.getByRole('heading', { name: '再进一步' }).waitFor()
    await reads(page.getByRole('region', { name: /再进一步/ }).first(), /实缴税收 \+[\d.,]+ 万元[\s\S]*→[\s\S]*A 类/)
    await page.getByRole('heading', { name: 'B 类意味着什么' }).waitFor()
    await look(page, 'firm')
  })

  it('tries other weights in the laboratory and sees at once who moves', async () => {
    await runDemo(page)
    await page.getByRole('link', { name: '到实验室试一试' }).click()
    await page.getByText('还没有改动').waitFor()
    await look(page, 'laboratory')
    const weight = page.getByRole('textbox', { name: '亩均税收：权重' })
    await weight.fill('70')
    const status = page.locator('.bar [role="status"]')
    await status.getByText(/[1-9]\d* 家升类/).waitFor()
    const winners = page.getByRole('region', { name: /^升类的企业：[1-9]/ }).first()
    await reads(winners, /虚构[\s\S]*C[\s\S]*→[\s\S]*B/)
    await page.getByRole('region', { name: '财政影响（万元/年）' }).waitFor()
    await look(page, 'laboratory with moves')
  })

  it('moves a slider by the keyboard, takes it back step by step, and starts over', async () => {
    const weight = page.getByRole('textbox', { name: '亩均税收：权重' })
    await page.getByRole('slider', { name: '亩均销售：权重' }).focus()
    for (let i = 0; i < 5; ++i) await page.keyboard.press('ArrowRight')
    const moved = page.getByRole('textbox', { name: '亩均销售：权重' })
    await eventually(async () => assert.equal(await moved.inputValue(), '25'))
    await page.getByText('全部企业：权重合计 135').waitFor()
    // What follows each other quickly is one step back; for a slow hand or machine it is several.
    for (let i = 0; i < 5 && (await moved.inputValue()) !== '20'; ++i) await page.getByRole('button', { name: '撤销一步' }).click()
    await page.getByText('全部企业：权重合计 130').waitFor()
    assert.equal(await moved.inputValue(), '20')
    assert.equal(await weight.inputValue(), '70')
    // What was tried survives a page that is loaded again.
    await page.reload()
    await page.getByText('全部企业：权重合计 130').waitFor()
    assert.equal(await weight.inputValue(), '70')
    await page.getByRole('button', { name: '全部还原' }).click()
    await page.getByText('还没有改动').waitFor()
    assert.equal(await weight.inputValue(), '40')
  })

  it('says beside the field what cannot be, and gives the settings as YAML', async () => {
    await page.getByText('分类界限', { exact: true }).click()
    const first = page.getByRole('textbox', { name: /^A .*排名前/ })
    await first.fill('七成')
    await page.getByText('请填写数字').waitFor()
    await first.and(page.locator('[aria-invalid=true]')).waitFor()
    // What only the server knows: the classes must follow each other.
    await first.fill('70')
    await page.locator('.lever .fault').filter({ hasText: '衔接' }).waitFor()
    await look(page, 'laboratory with a fault')
    await first.fill('25')
    await page.locator('.lever .fault').waitFor({ state: 'detached' })
    await page.getByRole('img', { name: /A 优先发展类 原 12 家，现 15 家/ }).waitFor()
    await eventually(async () => assert.equal((await page.getByRole('textbox', { name: '这组设置' }).inputValue()).trim(), 'classes.list.A.first: 25 %'))
    await page.getByRole('button', { name: /^A .*还原，\s*原为 20 %/ }).click()
    await page.getByText('还没有改动').waitFor()
  })

  it('keeps a run with the settings that were tried, and lists it', async () => {
    await page.getByRole('textbox', { name: '亩均税收：权重' }).fill('70')
    await page.getByRole('button', { name: '用这组设置评价并保存' }).click()
    await page.getByText('这次评价用了 1 个自行给出的数值').waitFor()
    await page.goto(address + '/desk/evaluations')
    const rows = page.getByRole('region', { name: '以前的评价' }).last().getByRole('row')
    await reads(rows.nth(1), /示例评价方案 R1[\s\S]*60[\s\S]*A 12[\s\S]*自给数值 1 个/)
    await look(page, 'schemes with runs')
    await rows.nth(1).getByRole('link').click()
    await page.getByText('这次评价用了 1 个自行给出的数值').waitFor()
  })

  it('holds a published list against a run, and makes the run final once', async () => {
    const table = page.getByRole('region', { name: '企业得分和排名' })
    const code = await eventually(async () => /[0-9A-Z]{18}/.exec(await table.getByRole('row').nth(1).innerText())[0])
    await page.getByLabel('上传已公布的名单').setInputFiles({ name: '公布名单.csv', mimeType: 'text/csv', buffer: Buffer.from(`统一社会信用代码,类别\r\n${code},B\r\n`) })
    await page.getByText(/有 \d+ 处对不上/).waitFor()
    await reads(page.getByRole('region', { name: '与已公布的名单核对' }), new RegExp(code))
    await page.getByRole('button', { name: '定稿并签名' }).click()
    await page.getByText('请先勾选确认').waitFor()
    await look(page, 'run before it is final')
    await page.getByRole('checkbox', { name: /确认定稿/ }).check()
    await page.getByRole('button', { name: '定稿并签名' }).click()
    await page.getByRole('link', { name: '下载定稿名单' }).waitFor()
    await look(page, 'final run')
  })

  it('asks for what a scheme leaves open, beside each field, and runs when it is given', async () => {
    await page.goto(`${address}/desk/evaluations/wujin`)
    const form = page.getByRole('form', { name: '评价' })
    await form.getByRole('radio', { name: /演示数据/ }).check()
    await form.getByRole('button', { name: '开始评价' }).click()
    await form.getByText('还有 15 处需要填写').waitFor()
    const first = form.locator('[aria-invalid="true"]').first()
    // The cursor is where something is missing.
    await hasFocus(first)
    await look(page, 'scheme with what is missing')
    for (const field of await form.getByRole('textbox', { name: /封顶/ }).all()) await field.fill('1.5')
    for (const field of await form.getByRole('textbox', { name: /基准值/ }).all()) await field.fill('20')
    for (const [name, share] of [['A', '２０'], ['B', '60'], ['C', '95']]) await form.getByRole('textbox', { name: new RegExp(`^${name} .*排名前`) }).fill(share)
    await form.getByRole('button', { name: '开始评价' }).click()
    await page.waitForURL(/evaluation-runs/)
    await page.getByText('这次评价用了 15 个自行给出的数值').waitFor()
  })

  it('takes classes shifted by decision from a table, refuses one taken on other figures, and deletes the run again', async () => {
    await runDemo(page)
    await page.getByRole('combobox', { name: '类别' }).selectOption('B')
    await page.getByText('共 24 家').waitFor()
    const code = await eventually(async () => /[0-9A-Z]{18}/.exec(await page.getByRole('region', { name: '企业得分和排名' }).getByRole('row').nth(1).innerText())[0])
    const hand = async (from) => {
      await page.goto(`${address}/desk/evaluations/r1-example`)
      await page.getByRole('radio', { name: /演示数据/ }).check()
      await page.getByText('有经决定调整的类别').click()
      const lines = ['统一社会信用代码,原类别,调整后类别,调整理由,依据,决定日期', `${code},${from},A,国家级绿色工厂,实施方案第12条,2024-09-01`]
      await page.getByLabel('类别调整表').setInputFiles({ name: '调整.csv', mimeType: 'text/csv', buffer: Buffer.from(lines.join('\r\n')) })
      await page.getByText('已收到 调整.csv').waitFor()
      await page.getByRole('button', { name: '开始评价' }).click()
    }
    await hand('C')
    await page.getByRole('form', { name: '评价' }).getByRole('alert').filter({ hasText: code }).waitFor()
    await look(page, 'a shift that does not fit')
    await hand('B')
    await page.waitForURL(/evaluation-runs/)
    const shifts = page.getByRole('region', { name: '经决定调整的类别：1 家' })
    await shifts.waitFor()
    await reads(shifts, new RegExp(`${code}[\\s\\S]*B[\\s\\S]*A[\\s\\S]*国家级绿色工厂[\\s\\S]*实施方案第12条[\\s\\S]*2024-09-01`))
    await page.getByRole('img', { name: /A 优先发展类 13 家/ }).waitFor()
    const changes = page.getByRole('region', { name: '与另一次评价比较：哪些企业变了' })
    await changes.getByLabel('与哪一次比较').selectOption({ index: 1 })
    await changes.getByText('1 家企业的总分、名次或类别不同。').waitFor()
    await reads(changes.getByRole('row', { name: new RegExp(code) }), /B · [\s\S]*A · /)
    await look(page, 'run with a shift')
    const run = page.url()
    await page.goto(`${address}/desk/evaluations/r1-example`)
    const row = page.getByRole('row').filter({ hasText: '调整 1 家' }).first()
    await row.getByRole('button', { name: /删除这次评价/ }).click()
    await row.getByRole('button', { name: /确定删除/ }).click()
    await row.waitFor({ state: 'detached' })
    await page.goto(run)
    await page.getByRole('link', { name: '重新评价' }).waitFor()
    await look(page, 'a run that is gone')
  })

  it('names every cell of an uploaded table that could not be read', async () => {
    const lines = [
      '统一社会信用代码,企业名称,用地面积,实缴税收,销售收入,工业增加值,综合能耗,主要污染物排放量,年平均职工人数,研发经费,联系电话',
      '91320600MA0MPQQ505,甲企业（虚构）,40,1600,28000,7200,1500,2,240,1400,1',
      '91320600MA0MTND43P,乙企业（虚构）,60,"1，500",24000,6000,约2500,5,300,720,2',
      '合计,,100,3100,52000,13200,1500,7,540,2120,',
    ]
    await page.goto(`${address}/desk/evaluations/r1-example`)
    const input = page.getByLabel('上传部门数据表')
    await input.setInputFiles({ name: '坏文件.xlsx', mimeType: 'application/octet-stream', buffer: Buffer.from('PK\u0003\u0004 not a workbook') })
    await page.getByRole('form').getByRole('alert').waitFor()
    await look(page, 'an upload that is no table')
    await input.setInputFiles({ name: '部门数据.csv', mimeType: 'text/csv', buffer: Buffer.from(lines.join('\r\n')) })
    await page.getByText('已收到 部门数据.csv').waitFor()
    assert.ok(await page.getByRole('radio', { name: /部门数据\.csv/ }).isChecked())
    await page.getByRole('button', { name: '开始评价' }).click()
    const report = page.getByRole('region', { name: /有 1 处数据没有读出来/ }).first()
    await report.waitFor()
    const row = report.getByRole('row', { name: /约2500/ })
    await reads(row, /G3[\s\S]*综合能耗[\s\S]*约2500/)
    await page.getByText('读表时略过的：1 行、1 列').click()
    await page.getByText('没有用到的列：联系电话').waitFor()
    await look(page, 'run with an unread cell')
    assert.deepEqual(faults.filter((one) => !/status of 422/.test(one)), [])
    await page.context().close()
  })

  it('can do all this on a phone and in English', async () => {
    const { page: phone } = await officer({ language: 'en', width: 390, height: 844 })
    const seen = async (where) => {
      await look(phone, where)
      const left = await phone.evaluate(() => [...document.querySelectorAll('main *')].flatMap((one) => [...one.childNodes].filter((node) => node.nodeType === 3).map((node) => node.textContent)).filter((text) => /\bgrading\.[a-z]/i.test(text)))
      assert.deepEqual(left, [], `${where}: words that are missing`)
    }
    await phone.goto(address + '/evaluations')
    await phone.getByRole('link', { name: 'Example scheme R1 (fictional)' }).waitFor()
    await seen('schemes narrow')
    await phone.goto(address + '/desk/evaluations/wujin')
    await phone.getByRole('button', { name: 'Run the evaluation' }).waitFor()
    await seen('scheme narrow')
    await runDemo(phone)
    await phone.getByRole('img', { name: /Firms in each class: A Priority: 12 firms/ }).waitFor()
    await seen('run narrow')
    await phone.getByRole('region', { name: 'Scores and ranks of the firms' }).getByRole('row').nth(30).getByRole('link').click()
    await phone.getByRole('heading', { name: 'How each score came about' }).waitFor()
    await seen('firm narrow')
    await phone.getByRole('link', { name: /Back to the results/ }).click()
    await phone.getByRole('link', { name: 'Try it in the laboratory' }).click()
    await phone.getByRole('textbox', { name: 'Tax per mu: weight' }).fill('80')
    await phone.getByText(/[1-9]\d* up, /).waitFor()
    while ((await phone.locator('details:not([open]) > summary').count()) > 0) await phone.locator('details:not([open]) > summary').first().click()
    await seen('laboratory narrow')
    await phone.context().close()
  })
})
