// A leader and the zone's figures: opened down to the record, as they stood on a past day, taken away as files.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { readFile } from 'node:fs/promises'
import { address, eventually, isAccessible, launch, reads, signIn, unhurried, visitor } from './browser.mjs'

const day = '2022-08-08'
let browser
before(async () => (browser = await launch()))
after(() => browser?.close())

async function officer(options) {
  const { page, faults } = await visitor(browser, options)
  await signIn(page, 'decider')
  return { page, faults }
}

const card = (page, name) => page.getByRole('article', { name, exact: true })

describe('the figures of the zone', unhurried, () => {
  let page, faults

  it('stand in the groups of the bulletin, printed as the press has them', async () => {
    ;({ page, faults } = await officer())
    await page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '指标' }).click()
    await card(page, '高新技术产业产值').waitFor()
    assert.deepEqual(await page.locator('.group h2').allInnerTexts(), ['经济', '项目', '创新', '借鉴与服务'])
    const hitech = card(page, '高新技术产业产值')
    await reads(hitech.locator('.value').first(), /^73\.2亿元$/)
    await reads(hitech, /同比增长 42\.6%[^]*占规模以上工业总产值的 42\.5%[^]*✓ 与公开数一致/)
    await isAccessible(page, 'figures')
  })

  it('have charts that say the same in words and as a table', async () => {
    const chart = card(page, '规模以上工业总产值').getByRole('img')
    assert.equal(await chart.getAttribute('aria-label'), '规模以上工业总产值，各年：2020 122.3亿元、2021 172.3亿元')
    const figure = card(page, '规模以上工业总产值').locator('figure')
    await figure.locator('summary').press('Enter')
    await eventually(async () => assert.deepEqual(await figure.getByRole('row').allInnerTexts(), ['年度\t数值', '2020\t122.3亿元', '2021\t172.3亿元']))
    await isAccessible(page, 'a table under a chart')
  })

  it('are found by words and compared over years', async () => {
    const search = page.getByRole('searchbox', { name: '查找指标' })
    await search.fill('跨江')
    await search.press('Enter')
    await page.getByText('列出 3 个指标').waitFor()
    await page.waitForURL(/q=/)
    await page.getByRole('radio', { name: '各年对比' }).check()
    const row = page.getByRole('row', { name: /落户的跨江合作主导产业项目/ })
    await reads(row, /90余个[^]*150余个[^]*\+59个（\+61\.5%）/)
    await page.getByRole('checkbox', { name: '2020' }).uncheck()
    await page.getByRole('columnheader', { name: '2020' }).waitFor({ state: 'detached' })
    assert.doesNotMatch(await row.innerText(), /90余个/)
    await isAccessible(page, 'years compared')
    await search.fill('没有这样的指标')
    await search.press('Enter')
    await page.getByText('没有查到指标').waitFor()
    await isAccessible(page, 'nothing found')
    await page.getByRole('button', { name: '清除条件' }).first().click()
    await page.getByRole('row', { name: /规模以上工业总产值/ }).first().waitFor()
    await page.getByRole('radio', { name: '卡片' }).check()
  })

  it('open down to the record by the keyboard alone', async () => {
    const link = card(page, '“两主一新”主导产业产值').getByRole('link')
    await link.press('Enter')
    await page.getByRole('heading', { level: 1, name: '“两主一新”主导产业产值' }).waitFor()
    await page.getByText('工业总产值（万元）的合计').waitFor()
    for (const said of [/年度是报告年度，且规模以上，且属于“主导产业”/, /由万元换算为亿元，四舍五入到整数/, /修约前\s+112\.15 亿元/]) await reads(page.locator('main'), said)
    await isAccessible(page, 'one figure')
    await page.getByRole('button', { name: /^工业总产值/ }).press('Enter')
    // The column leads when its rows have come, not when it was pressed.
    const header = page.getByRole('columnheader', { name: /工业总产值/ })
    await header.and(page.locator('[aria-sort=ascending]')).waitFor()
    await page.getByRole('button', { name: /^工业总产值/ }).press('Enter')
    await header.and(page.locator('[aria-sort=descending]')).waitFor()
    await page.waitForFunction(() => {
      const values = [...document.querySelectorAll('[role=region] tbody tr')].map((row) => Number(row.cells[6].textContent.replaceAll(',', '')))
      return values.length === 25 && values.every((value, i) => i === 0 || value <= values[i - 1])
    })
    await page.getByRole('button', { name: '下一页', disabled: false }).press('Enter')
    await page.getByText('第 26—50 条，共 76 条').waitFor()
    const record = page.getByRole('link', { name: /在登记册中打开/ }).first()
    const key = await record.innerText()
    await record.press('Enter')
    await page.waitForURL(/\/desk\/registers\/output/)
    await page.getByRole('heading', { level: 2, name: key }).waitFor()
  })

  it('of a past day come out again, and the day stays in the address', async () => {
    await page.goto(address + '/indicators')
    await card(page, '落户项目').waitFor()
    await page.getByLabel('截至哪一天').fill('2021-12-31')
    await page.getByText('正在回放：2021-12-31').waitFor()
    await page.getByText('2020 年，截至 2021-12-31').waitFor()
    await page.waitForURL(/as_of=2021-12-31/)
    const output = card(page, '规模以上工业总产值')
    await output.getByText('122.3亿元').first().waitFor()
    await output.getByRole('link').first().click()
    await page.getByRole('heading', { level: 1, name: '规模以上工业总产值' }).waitFor()
    await page.waitForURL(/as_of=2021-12-31/)
    await page.getByText('没有 2019 年的记录，增幅不可知').waitFor()
    await page.reload()
    await page.getByText('2020 年，截至 2021-12-31').waitFor()
    await isAccessible(page, 'a past day')
    await page.getByRole('checkbox', { name: '只用到那天为止已录入的记录' }).check()
    // The demonstration was recorded today: on that day nothing of it was known.
    await page.getByText('尚不可知').first().waitFor()
    await page.getByRole('button', { name: '回到今天' }).click()
    await page.getByText('172.3亿元').first().waitFor()
  })

  it('that are only reported are shown so, with their source', async () => {
    await page.goto(address + '/indicators/approval-goals')
    await page.getByText('原文照录，不作计算').waitFor()
    await reads(page.locator('main'), /来源\s+南通日报 2022-05-23/)
    await isAccessible(page, 'a reported figure')
    await page.goto(address + '/indicators/there-is-none')
    await page.getByText('没有这个指标').waitFor()
    await isAccessible(page, 'no such figure')
  })

  it('are measured against the goals of the plans, with lamps', async () => {
    await page.goto(address + `/plan-targets?as_of=${day}`)
    const row = page.getByRole('row', { name: /借鉴复制/ })
    await row.waitFor()
    await reads(row, /2025-12-31[^]*不低于 20项[^]*12项[^]*推进中[^]*60%/)
    await reads(page.getByRole('row', { name: /跨江合作项目/ }), /推进中/)
    await isAccessible(page, 'plan targets')
    await page.getByRole('button', { name: /到期未达到/ }).click()
    await eventually(async () => assert.equal(await page.locator('tbody tr').count(), 1))
    await page.getByRole('row', { name: /战略性新兴产业提速/ }).getByRole('link').click()
    await page.waitForURL(new RegExp(`/indicators/strategic-output\\?as_of=${day}`))
  })

  it('are taken away as a bulletin and as files of records', async () => {
    const take = async (link) => {
      const [download] = await Promise.all([page.waitForEvent('download'), link.click()])
      return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) }
    }
    await page.goto(address + `/indicators?as_of=${day}`)
    await card(page, '落户项目').waitFor()
    const pdf = await take(page.getByRole('link', { name: 'PDF' }))
    assert.equal(pdf.name, 'bulletin-2021.pdf')
    assert.equal(pdf.bytes.subarray(0, 4).toString(), '%PDF')
    const book = await take(page.getByRole('link', { name: /Excel/ }))
    assert.equal(book.bytes.subarray(0, 2).toString(), 'PK')
    const table = await take(page.getByRole('link', { name: 'CSV' }))
    assert.match(table.bytes.toString(), /172\.3亿元，同比增长38\.9%/)
    await page.goto(address + `/indicators/landed-projects?as_of=${day}`)
    const records = await take(page.getByRole('link', { name: /记录（CSV）/ }))
    assert.equal(records.bytes.toString().trim().split('\r\n').length, 251)
  })

  it('are printed without the frame of the screen', async () => {
    await page.goto(address + `/indicators?as_of=${day}`)
    await card(page, '落户项目').waitFor()
    await page.emulateMedia({ media: 'print' })
    assert.equal(await page.getByRole('search').isVisible(), false)
    assert.equal(await page.getByRole('link', { name: 'PDF' }).isVisible(), false)
    assert.equal(await card(page, '落户项目').isVisible(), true)
    await page.emulateMedia({ media: 'screen' })
  })

  it('are read on a phone and in English', async () => {
    await page.goto(address + `/indicators?as_of=${day}`)
    await card(page, '落户项目').waitFor()
    await page.getByRole('button', { name: 'Switch to English' }).or(page.locator('button[lang=en]')).first().click()
    await card(page, 'Landed projects').waitFor()
    await reads(card(page, 'Output of high-tech industries'), /CNY 7\.32 billion/)
    assert.deepEqual(faults, [])
    const phone = await officer({ language: 'en', width: 390, height: 844 })
    for (const path of ['/indicators', '/indicators?view=years', '/indicators/hitech-output', '/indicators/hitech-net-increase', '/plan-targets']) {
      await phone.page.goto(address + path)
      await phone.page.getByRole('heading', { level: 1 }).waitFor()
      await isAccessible(phone.page, `${path} narrow`)
      const left = await phone.page.evaluate(() => (document.querySelector('main').innerText.match(/\bfigures\.[a-z]+\.?[a-zA-Z.]*/g) ?? []))
      assert.deepEqual(left, [], `${path}: words that are missing`)
    }
    assert.deepEqual(phone.faults, [])
  })

  it('are for officers', async () => {
    const firm = await visitor(browser)
    await signIn(firm.page, 'jianghai')
    await firm.page.goto(address + '/indicators')
    await firm.page.getByText('仅限工作人员使用').waitFor()
    assert.equal(await firm.page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '指标' }).count(), 0)
  })
})
