// What happens after the submission: corrections, withdrawing, refusals beside their fields, and all that tells people
// how far it is. Most of it by two who do not sit at one desk: the page of one changes when the other acts.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { address, caller, eventually, hasFocus, isAccessible, launch, reads, settled, signIn, visitor } from './browser.mjs'
import { applicant, openFirm, picture } from './desk_support.mjs'

let browser, founder, decider, number, mine
before(async () => {
  browser = await launch()
  founder = await applicant('founder')
  number = await openFirm(founder)
  decider = await caller('decider')
  mine = await visitor(browser)
  await signIn(mine.page, 'founder')
})
after(() => browser?.close())

test('the applicant sees the whole list at once when the officer asks for corrections', async () => {
  const { page } = mine
  await page.goto(`${address}/cases/${number}`)
  await page.getByText('待登记').first().waitFor()
  await decider.act(number, 'request_correction', {
    findings: [{ about: '/scope', text: '经营范围请写明具体项目' }, { about: 'articles', text: '第 3 页没有签名' }],
  })
  // Nobody reloads the page: the server tells it.
  const asked = page.getByRole('region', { name: '请补正 2 处' })
  await asked.waitFor()
  await eventually(async () => assert.deepEqual((await asked.getByRole('listitem').allInnerTexts()).sort(), ['第 3 页没有签名', '经营范围请写明具体项目'].sort()))
  await isAccessible(page, 'case that waits for corrections')
})

test('only what was asked is open; it is mended and handed in again', async () => {
  const { page } = mine
  await page.getByRole('link', { name: '去补正' }).click()
  await page.getByRole('heading', { level: 1, name: '公司设立登记' }).waitFor()
  await page.locator('#field-scope').waitFor()
  assert.equal(await page.locator('#field-company-name').count(), 0, 'what was in order stays closed')
  await eventually(async () => assert.equal(await page.locator('#field-scope').inputValue(), '市场调查'))
  await isAccessible(page, 'corrections')
  await page.locator('#field-scope').fill('一般项目：市场调查')
  await page.getByText(/已保存，/).waitFor()
  await page.getByRole('button', { name: '下一步' }).click()
  await page.getByLabel('为“公司章程”选择文件').setInputFiles({ name: '章程签名.png', mimeType: 'image/png', buffer: picture() })
  await page.getByRole('link', { name: /章程签名\.png/ }).waitFor()
  assert.equal(await page.getByLabel(/任职文件”选择文件/).count(), 0, 'other papers are not asked for again')
  await page.getByRole('button', { name: '下一步' }).click()
  await page.getByText('都齐了，可以提交').waitFor()
  await page.getByRole('button', { name: '提交补正' }).click()
  await page.getByRole('heading', { level: 1, name: '收件回执' }).waitFor()
  const now = await founder.get(`/api/v1/cases/${number}`)
  assert.equal(now.state, 'submitted')
  assert.deepEqual(now.changes.fields, [{ pointer: '/scope', before: '市场调查', after: '一般项目：市场调查' }])
})

test('the officer sees what the second submission changed, and who has read the case', async () => {
  const { page, context } = await visitor(browser)
  await signIn(page, 'decider')
  await page.goto(`${address}/desk/tasks/${number}`)
  const changes = page.getByRole('region', { name: '第 2 次提交改了什么' })
  await changes.waitFor()
  await reads(changes, /经营范围[\s\S]*市场调查[\s\S]*一般项目：市场调查/)
  await reads(changes, /公司章程/)
  // The paper stands beside the form, and can be looked at closely.
  const viewer = page.getByRole('region', { name: '材料', exact: true })
  const sheet = viewer.getByRole('img', { name: '章程签名.png' })
  await sheet.waitFor()
  await eventually(async () => assert.ok((await sheet.evaluate((one) => one.naturalWidth)) > 0, 'the picture is drawn'))
  await viewer.getByRole('button', { name: '放大' }).click()
  await viewer.getByText('125%').waitFor()
  await viewer.getByRole('button', { name: '旋转' }).click()
  await page.getByRole('region', { name: '查阅记录' }).getByRole('button', { name: '查看' }).click()
  await page.getByRole('cell', { name: /园区行政审批局.*决定示例丙/ }).first().waitFor()
  await isAccessible(page, 'review of a second submission')
  await context.close()
})

test('the applicant sees who read it; others see neither the case nor its readers', async () => {
  const { page } = mine
  await page.goto(address + '/my/accesses')
  await page.getByRole('row', { name: new RegExp(`园区行政审批局.*办件 ${number}`) }).first().waitFor()
  await isAccessible(page, 'accesses')
  const other = await caller('jianghai')
  for (const path of [`/api/v1/cases/${number}`, `/api/v1/cases/${number}/accesses`]) assert.equal((await other.get(path)).status, 404, path)
  assert.equal((await other.get('/api/v1/desk/supervision')).status, 403)
})

test('messages are new until they were looked at', async () => {
  const { page } = mine
  await page.goto(address + '/')
  const entry = page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: /消息/ })
  await entry.getByText(/条未读/).waitFor({ state: 'attached' })
  await entry.click()
  await page.getByRole('heading', { level: 1, name: '消息' }).waitFor()
  const first = page.getByRole('listitem').filter({ hasText: number }).filter({ hasText: '要求补正' }).first()
  await first.getByText('未读').waitFor()
  await isAccessible(page, 'messages')
  await entry.getByText(/条未读/).waitFor({ state: 'detached' })
  await page.reload()
  await first.waitFor()
  assert.equal(await page.getByText('未读', { exact: true }).count(), 0, 'once read they stay read')
  const { unread } = await founder.get('/api/v1/my/messages')
  assert.equal(unread, 0)
  assert.deepEqual((await (await caller('jianghai')).get('/api/v1/my/messages')).json.items.filter((one) => one.case === number), [], 'others get none of it')
})

test('anyone with number and code sees how far it is, and nothing personal', async () => {
  const { documents } = await founder.get(`/api/v1/cases/${number}`)
  const stranger = await visitor(browser, { width: 390, height: 844 })
  const { page } = stranger
  await page.goto(address + '/progress')
  await page.getByLabel('办件编号或一件事编号').fill(number.toLowerCase())
  await page.getByRole('button', { name: '查询' }).click()
  // The cursor is where something is missing.
  await hasFocus(page.locator('#code'))
  await page.getByLabel('验证码', { exact: true }).fill('AAAA-BBBB-CCCC-DDDD')
  await page.getByRole('button', { name: '查询' }).click()
  await page.getByText(/没有查到/).waitFor()
  await page.getByLabel('验证码', { exact: true }).fill(documents[0].code)
  await page.getByRole('button', { name: '查询' }).click()
  await page.getByRole('heading', { level: 2, name: '公司设立登记' }).waitFor()
  await page.getByText('待登记').first().waitFor()
  const text = await page.locator('main').innerText()
  for (const personal of [founder.firm, '王示例', '林示例', '13800000000']) assert.ok(!text.includes(personal), `${personal} is not told`)
  const whole = JSON.stringify(await (await fetch(`${address}/api/v1/progress?number=${number}&code=${documents[0].code}`)).json())
  assert.ok(!whole.includes(founder.firm) && !whole.includes('示例'), 'nor behind the page')
  await isAccessible(page, 'progress')
  assert.deepEqual(stranger.faults, [])
  await stranger.context.close()
})

for (const [language, login, says, label, jump] of [
  ['zh', 'agent', '该名称已有企业登记，请另取名称', '公司全名', /^公司全名/],
  ['en', 'tonghu', 'A company of this name is registered; please choose another', 'Full name of the company', /^Full name of the company/],
]) {
  test(`what is refused is told beside its field: ${language}`, async () => {
    const { items } = await (await caller('decider')).get('/api/v1/registers/enterprise?limit=1').then((answer) => answer.json)
    const { page, context, faults } = await visitor(browser, { language })
    await signIn(page, login)
    await page.goto(address + '/apply/matter/company-registration?step=form')
    const field = page.locator('#field-company-name')
    await field.fill(items[0].fields.name)
    await page.getByText(/已保存，|Saved \w/).waitFor()
    await page.getByRole('navigation', { name: /申请步骤|Steps/ }).getByRole('button', { name: /核对提交|Check and submit/ }).click()
    await page.getByRole('button', { name: jump }).first().click()
    await page.getByText(says).first().waitFor()
    await eventually(async () => {
      const told = await field.evaluate((one) => (one.getAttribute('aria-describedby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent).join(' '))
      assert.match(told, new RegExp(says), `the words of ${label} belong to its input`)
      assert.equal(await field.getAttribute('aria-invalid'), 'true')
    })
    await isAccessible(page, `form with a refusal, ${language}`)
    assert.deepEqual(faults, [])
    await context.close()
  })
}

test('what is composed in an input method is taken when it is meant, and Enter then sends nothing', async () => {
  const { page } = mine
  await page.goto(address + '/')
  await page.getByRole('heading', { name: '全部事项' }).waitFor()
  await settled(page)
  const line = await page.context().newCDPSession(page)
  const before = page.url()
  await page.locator('#search').focus()
  await line.send('Input.imeSetComposition', { text: 'shi pin', selectionStart: 7, selectionEnd: 7 })
  await page.waitForTimeout(400)
  assert.equal(await page.getByText(/的搜索结果/).count(), 0, 'nothing is looked up while it is composed')
  await line.send('Input.insertText', { text: '食品' })
  await page.getByRole('heading', { name: '“食品”的搜索结果' }).waitFor()
  assert.equal(page.url(), before)

  await page.goto(address + '/apply/matter/food-business-licence?step=form')
  const field = page.locator('#field-operator-name')
  await field.fill('')
  await page.getByText(/已保存，/).waitFor()
  await field.focus()
  await line.send('Input.imeSetComposition', { text: 'xiao guan', selectionStart: 9, selectionEnd: 9 })
  await page.waitForTimeout(1500)
  const draft = async () => (await founder.get('/api/v1/drafts')).items.find((one) => one.target === 'food-business-licence').form.operator_name
  assert.equal(await draft(), undefined, 'what is not meant yet is not saved')
  await line.send('Input.insertText', { text: '小馆' })
  await field.blur()
  await eventually(async () => assert.equal(await draft(), '小馆'))
})

test('the applicant withdraws, and it ends there', async () => {
  const { page } = mine
  await page.goto(`${address}/cases/${number}`)
  await page.getByRole('button', { name: '撤回申请', exact: true }).click()
  await page.getByLabel(/原因/).fill('换一个地址再办')
  await isAccessible(page, 'withdrawing')
  await page.getByRole('button', { name: '确认撤回申请' }).click()
  await page.getByText('已撤回申请').first().waitFor()
  const now = await founder.get(`/api/v1/cases/${number}`)
  assert.equal(now.outcome, 'withdrawn')
  assert.ok(now.available_actions.every((action) => !action.allowed), 'nothing is left to do')
  await isAccessible(page, 'case that was withdrawn')
})

for (const [language, words] of Object.entries({
  zh: { open: '待登记', ended: '决定：不予受理', authority: /有权办理的机关：\s*市登记机关/, remedies: /六十日内向.+申请行政复议，或者.+六个月内.+提起行政诉讼/ },
  en: { open: 'Awaiting registration', ended: 'Decision: Not accepted', authority: /The right authority:\s*City/, remedies: /reconsideration within sixty days .+ sue before .+ within six months/ },
}))
  test(`what is not accepted names the right authority, and where to turn against it: ${language}`, async () => {
    const elsewhere = await openFirm(founder)
    const offered = (await founder.get(`/api/v1/cases/${elsewhere}`)).available_actions.map((one) => one.id)
    assert.deepEqual(offered, ['withdraw'], 'what is for officers is not offered to an applicant')
    const { page, faults, context } = await visitor(browser, { language, width: 390, height: 844 })
    await signIn(page, 'founder')
    await page.goto(`${address}/cases/${elsewhere}`)
    await page.getByText(words.open).first().waitFor()
    await decider.act(elsewhere, 'not_accept', { reason: '住所不在园区登记辖区内', authority: 'city-registrar' })
    const decision = page.getByRole('region', { name: words.ended })
    await decision.waitFor()
    for (const told of [/住所不在园区登记辖区内/, words.authority, words.remedies]) await reads(decision, told)
    await isAccessible(page, 'case that was not accepted')
    assert.deepEqual(faults, [])
    await context.close()
  })

test('nothing failed in the browser on the way', () => assert.deepEqual(mine.faults, []))
