// What every page must do: both languages, a phone, large text, the keyboard, an ended session, a lost line.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { address, eventually, hasFocus, isAccessible, launch, settled, signIn, visitor } from './browser.mjs'

let browser
before(async () => (browser = await launch()))
after(() => browser?.close())

const pages = ['/', '/items/package/business-opening', '/items/matter/food-business-licence', '/verify', '/my/cases', '/my/certificates', '/my/mandates', '/my/evaluations', '/apply/matter/food-business-licence', '/nowhere']

for (const [name, look] of Object.entries({
  'English on a phone': { language: 'en', width: 390, height: 844 },
  'Chinese with large text': { elder: true },
  'Chinese with large text on a phone': { elder: true, width: 390, height: 844 },
})) {
  test(`every page is accessible: ${name}`, async () => {
    const { context, page, faults } = await visitor(browser, look)
    await signIn(page, 'agent')
    for (const path of pages) {
      await page.goto(address + path)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await isAccessible(page, `${path}, ${name}`)
    }
    assert.deepEqual(faults, [])
    await context.close()
  })
}

test('no Chinese is left in the interface in English', async () => {
  const { context, page } = await visitor(browser, { language: 'en' })
  await page.goto(address + '/login')
  await page.getByRole('heading', { level: 2 }).waitFor()
  const texts = await page.locator('main label, main button[type=submit], main h1, footer p').allInnerTexts()
  assert.ok(texts.length > 3)
  for (const text of texts) assert.doesNotMatch(text, /[\u4e00-\u9fff]/, text)
  assert.equal(await page.getAttribute('html', 'lang'), 'en')
  await context.close()
})

test('by keyboard alone: to the content, through the search, to a guide', async () => {
  const { context, page } = await visitor(browser)
  await page.goto(address + '/')
  await page.getByRole('heading', { name: '全部事项' }).waitFor()
  await settled(page)
  await page.keyboard.press('Tab')
  await hasFocus(page.getByText('跳到正文'))
  await page.keyboard.press('Enter')
  await hasFocus(page.locator('#main'))
  await page.keyboard.press('Tab')
  await hasFocus(page.locator('#search'))
  await page.keyboard.type('食品')
  await page.getByRole('heading', { name: '“食品”的搜索结果' }).waitFor()
  await settled(page)
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await hasFocus(page.getByRole('listitem').getByRole('link'))
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/items\/matter\//)
  await hasFocus(page.locator('#main'))
  await context.close()
})

test('an ended session leads to the sign-in and back, with all that was typed', async () => {
  const { context, page } = await visitor(browser)
  await signIn(page, 'tonghu')
  await page.goto(address + '/apply/matter/food-business-licence?step=form')
  const name = page.locator('#field-operator-name')
  await name.fill('示例小馆')
  await page.getByText(/已保存，/).waitFor()
  await context.clearCookies()
  await name.fill('示例小馆二店')
  await page.waitForURL(/\/login\?return=/)
  await page.getByText(/登录已过期/).waitFor()
  await page.locator('#login').fill('tonghu')
  await page.locator('#password').fill('Demo-Suxitong-1')
  await page.locator('#sign-in-button').click()
  await page.waitForURL(/\/apply\/matter\/food-business-licence/)
  await eventually(async () => assert.equal(await name.inputValue(), '示例小馆二店'))
  await context.close()
})

test('a lost line keeps what was typed and saves it when it is back', async () => {
  const { context, page } = await visitor(browser)
  await signIn(page, 'jianghai')
  await page.goto(address + '/apply/matter/food-business-licence?step=form')
  const name = page.locator('#field-operator-name')
  await name.waitFor()
  await context.setOffline(true)
  await name.fill('江海食堂')
  await page.getByText(/连不上服务器/).waitFor()
  await context.setOffline(false)
  await page.getByText(/已保存，/).waitFor()
  const { items } = await (await page.request.get(address + '/api/v1/drafts')).json()
  assert.equal(items.find((one) => one.target === 'food-business-licence').form.operator_name, '江海食堂')
  await context.close()
})

test('a draft changed elsewhere is told, and the person chooses', async () => {
  const first = await visitor(browser)
  const second = await visitor(browser)
  for (const one of [first, second]) {
    await signIn(one.page, 'tonghu')
    await one.page.goto(address + '/apply/matter/construction-permit?step=form')
    await one.page.locator('#field-project-name').waitFor()
    await one.page.getByText(/已保存，/).waitFor()
  }
  await first.page.locator('#field-project-name').fill('一号厂房')
  await first.page.getByText(/已保存，/).waitFor()
  await second.page.locator('#field-project-name').fill('二号厂房')
  await second.page.getByText('这份草稿在别处改过').waitFor()
  await second.page.getByRole('button', { name: '以我这里的为准' }).click()
  await second.page.getByText(/已保存，/).waitFor()
  const { items } = await (await second.page.request.get(address + '/api/v1/drafts')).json()
  assert.equal(items.find((one) => one.target === 'construction-permit').form.project_name, '二号厂房')
  await first.context.close()
  await second.context.close()
})

test('an agent acts for the firm that gave the mandate', async () => {
  const { context, page } = await visitor(browser)
  await signIn(page, 'agent')
  await page.getByLabel('代表').selectOption({ label: '江海矿山机械有限公司（虚构）' })
  await page.getByText('代表 江海矿山机械有限公司（虚构）').waitFor()
  await page.getByRole('button', { name: '退出登录' }).click()
  await page.getByRole('link', { name: '登录' }).waitFor()
  await context.close()
})
