// An officer at work: takes a task, tells what is wrong in one go, and later registers the firm. axe looks at every
// page and at what opens on it.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { address, eventually, hasFocus, isAccessible, launch, reads, settled, signIn, unhurried, visitor } from './browser.mjs'
import { applicant, handInCorrections, openFirm } from './desk_support.mjs'

let browser
before(async () => (browser = await launch()))
after(() => browser?.close())

async function officer(login, options) {
  const { page } = await visitor(browser, options)
  await signIn(page, login)
  return page
}

describe('an officer', unhurried, () => {
  let founder, number, page

  it('signs in with an account of the demonstration and sees what is to be done', async () => {
    founder = await applicant('founder')
    number = await openFirm(founder)
    page = await officer('decider')
    await page.goto(address + '/desk/tasks')
    await page.getByRole('link', { name: founder.firm }).waitFor()
    await eventually(async () => assert.match(await page.title(), /待办/))
    await isAccessible(page, 'tasks')
  })

  it('takes the task by the keyboard alone', async () => {
    const link = page.getByRole('link', { name: founder.firm })
    await settled(page)
    await page.locator('.tasks a').first().focus()
    for (let i = 0; i < 200 && !(await link.evaluate((one) => one === document.activeElement)); ++i) await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: founder.firm }).waitFor()
    assert.equal(new URL(page.url()).pathname, `/desk/tasks/${encodeURIComponent(number)}`)
    await page.getByRole('region', { name: '可以做的' }).waitFor()
    await isAccessible(page, 'review')
  })

  it('sees personal data only when it asks for them', async () => {
    const row = page.locator('#read--legal-representative-citizen-id')
    assert.doesNotMatch(await row.innerText(), /\d{17}[\dX]/)
    await row.getByRole('button', { name: /显示/ }).click()
    await reads(row, /\d{17}[\dX]/)
  })

  it('is stopped where something is missing, with the words beside the input', async () => {
    const dock = page.getByRole('region', { name: '可以做的' })
    await dock.getByRole('button', { name: '不予登记' }).click()
    await isAccessible(page, 'refusal panel')
    await dock.locator('form').getByRole('button', { name: '不予登记' }).click()
    const reason = dock.getByRole('textbox', { name: /理由/ })
    await reason.and(page.locator('[aria-invalid=true]')).waitFor()
    // The cursor is where something is missing.
    await hasFocus(reason)
    await isAccessible(page, 'refusal panel with faults')
    await page.keyboard.press('Escape')
    await hasFocus(dock.getByRole('button', { name: '不予登记' }))
  })

  it('notes two problems where they are and tells them in one go', async () => {
    const dock = page.getByRole('region', { name: '可以做的' })
    await page.getByRole('button', { name: '把“公司章程”记为问题' }).click()
    await hasFocus(dock.locator('textarea').nth(0))
    await page.keyboard.type('第 3 页没有签名')
    await page.locator('#read--scope').getByRole('button', { name: /记为问题/ }).click()
    await hasFocus(dock.locator('textarea').nth(1))
    await page.keyboard.type('许可项目没有单独列出')
    await isAccessible(page, 'findings')
    await dock.locator('form').getByRole('button', { name: '要求补正' }).click()
    await page.getByText('已要求补正').waitFor()
    await reads(page.locator('.done'), /补正告知书|补正/)
    await isAccessible(page, 'after the correction notice')
    const told = (await founder.get(`/api/v1/cases/${encodeURIComponent(number)}`)).gaps.filter((gap) => gap.kind === 'finding')
    assert.deepEqual(told.map((gap) => gap.text.zh).sort(), ['第 3 页没有签名', '许可项目没有单独列出'].sort())
  })

  it('learns that others have moved the case, and what was typed is still there', async () => {
    await handInCorrections(founder, number)
    await page.goto(address + `/desk/tasks/${encodeURIComponent(number)}`)
    const dock = page.getByRole('region', { name: '可以做的' })
    await dock.getByRole('button', { name: '不予受理' }).click()
    await dock.getByRole('textbox', { name: /理由/ }).fill('先写在这里')
    // A second officer's window registers it meanwhile; no other desk may.
    const other = await officer('decider')
    await other.goto(address + `/desk/tasks/${encodeURIComponent(number)}`)
    await other.getByRole('region', { name: '可以做的' }).getByRole('button', { name: '准予登记' }).click()
    await isAccessible(other, 'registration panel')
    await other.getByRole('region', { name: '可以做的' }).locator('form').getByRole('button', { name: '准予登记' }).click()
    await other.getByText('已准予登记').waitFor()
    await reads(other.locator('.done'), /营业执照/)
    await isAccessible(other, 'after the registration')
    // The line tells the first window.
    await page.getByText('这件有了变化').waitFor()
    await isAccessible(page, 'moved')
    assert.equal(await dock.getByRole('textbox', { name: /理由/ }).inputValue(), '先写在这里')
    await page.getByRole('button', { name: '读取最新' }).click()
    await page.getByText('已登记').first().waitFor()
    await other.context().close()
  })

  it('finds the case again, reads it and the registers, and supervises', async () => {
    await page.goto(address + '/desk/cases')
    await page.getByRole('searchbox', { name: '编号或名称' }).fill(number)
    await page.getByRole('button', { name: '查找' }).click()
    await isAccessible(page, 'cases')
    await page.getByRole('link', { name: founder.firm }).click()
    await page.getByText('只读查看').waitFor()
    assert.equal(await page.getByRole('region', { name: '可以做的' }).count(), 0, 'nothing to decide where one only reads')
    await isAccessible(page, 'case')
    await page.goto(address + '/desk/registers/enterprise?q=' + encodeURIComponent(founder.firm))
    await page.getByText(founder.firm).first().waitFor()
    await isAccessible(page, 'register')
    await page.goto(address + '/desk/supervise')
    await page.getByRole('heading', { name: '要核查的承诺' }).waitFor()
    await isAccessible(page, 'supervision')
  })

  it('can do all this on a phone and in English', async () => {
    const phone = await officer('decider', { language: 'en', width: 390, height: 844 })
    for (const path of ['/desk/tasks', '/desk/cases', `/desk/cases/${encodeURIComponent(number)}`, '/desk/supervise', '/desk/registers/site']) {
      await phone.goto(address + path)
      await phone.getByRole('heading', { level: 1 }).waitFor()
      await isAccessible(phone, `${path} narrow`)
      const left = await phone.evaluate(() => [...document.querySelectorAll('main h1, main h2, main h3, main button, main label, main th')].map((one) => one.textContent).filter((text) => /\bdesk\.|\b(tasks|case|act|viewer)\.[a-z]/i.test(text)))
      assert.deepEqual(left, [], `${path}: words that are missing`)
    }
    await phone.context().close()
  })

  it('who is no officer is not let in', async () => {
    const { page: outside } = await visitor(browser)
    await outside.goto(address + '/desk/tasks')
    await outside.waitForURL(/\/login/)
    await outside.context().close()
    const answer = await founder.ask('GET', '/api/v1/desk/tasks')
    assert.equal(answer.status, 403)
  })
})
