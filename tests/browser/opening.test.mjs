// A founder opens a company: from the sign-in by one form to the business licence, all branches settled.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { address, caller, eventually, hasFocus, isAccessible, launch, reads, visitor } from './browser.mjs'

let browser
let founder
const company = `苏锡通江潮示例${Date.now() % 100000}智能科技有限公司（虚构）`

before(async () => {
  browser = await launch()
  founder = await visitor(browser)
})
after(() => browser?.close())

const id = (path) => '#field-' + path.replace(/[^A-Za-z0-9]+/g, '-')
const fill = async (page, path, text) => page.locator(id(path)).fill(text)
const pick = async (page, path, label) => page.locator(id(path)).getByLabel(label, { exact: true }).check()
const step = (page, name) => page.getByRole('navigation', { name: '申请步骤' }).getByRole('button', { name })

test('the sign-in fills from the demonstration accounts and says in words what is wrong', async () => {
  const { page } = founder
  await page.goto(address + '/login')
  await page.getByRole('button', { name: '登录', exact: true }).last().click()
  await page.getByText('请填写登录名').waitFor()
  await page.locator('#login').fill('founder')
  await page.locator('#password').fill('not-it-at-all')
  await page.locator('#sign-in-button').click()
  await page.getByText('登录名或密码不正确').waitFor()
  await page.getByRole('button', { name: /founder$/ }).click()
  await isAccessible(page, 'sign-in')
  await page.locator('#sign-in-button').click()
  await page.getByRole('heading', { name: '我要做的' }).waitFor()
  await isAccessible(page, 'home')
})

test('the guide names promise and law, materials and the implementing list', async () => {
  const { page } = founder
  await page.getByRole('link', { name: '办事指南' }).first().click()
  await page.getByRole('heading', { level: 1, name: '企业开办一件事' }).waitFor()
  await isAccessible(page, 'guide of the package')
  await page.goto(address + '/items/matter/company-registration')
  await page.getByText('法定时限').first().waitFor()
  await page.getByText('实施清单').first().click()
  await page.getByText('000131004000', { exact: true }).waitFor()
  await isAccessible(page, 'guide of a matter')
})

test('one form: what is typed is saved, survives a reload, and all that is missing is named', async () => {
  const { page } = founder
  const begun = await (await page.request.get(address + '/api/v1/drafts')).json()
  for (const draft of begun.items) await page.request.delete(`${address}/api/v1/drafts/${draft.id}`, { headers: { Origin: address } })
  await page.goto(address + '/apply/package/business-opening')
  await page.getByRole('heading', { level: 1, name: '企业开办一件事' }).waitFor()
  await isAccessible(page, 'questions')
  for (const unwanted of ['银行预约开户', '住房公积金缴存登记', '涉税办理与发票申领']) await page.getByLabel(unwanted).uncheck()
  await page.getByRole('button', { name: '下一步' }).click()
  await fill(page, 'company_name', company)
  await page.getByText(/已保存，/).waitFor()
  await page.reload()
  await eventually(async () => assert.equal(await page.locator(id('company_name')).inputValue(), company))

  await step(page, '核对提交').click()
  await page.getByText(/还有 \d+ 处需要完善/).waitFor()
  await isAccessible(page, 'check with gaps')
  await page.getByRole('button', { name: /^字号/ }).click()
  await hasFocus(page.locator(id('name_stem')))
  await isAccessible(page, 'form with errors')
})

test('the form is filled in, with codes checked while they are typed', async () => {
  const { page } = founder
  await fill(page, 'name_stem', '江潮示例')
  await pick(page, 'kind', '有限责任公司（自然人独资）')
  await page.locator(id('main_trade')).selectOption({ label: '6513 应用软件开发' })
  await pick(page, 'trades', '6513 应用软件开发')
  await fill(page, 'scope', '应用软件的开发和销售（虚构）')
  await fill(page, 'registered_capital', '100')
  await pick(page, 'founders.0.kind', '自然人')
  await fill(page, 'founders.0.name', '林示例甲')
  await fill(page, 'founders.0.citizen_id', '320601199001150007')
  await page.locator(id('founders.0.citizen_id')).blur()
  await page.getByText('校验位不符，有一位写错了').first().waitFor()
  await fill(page, 'founders.0.citizen_id', '320601199001150006')
  await fill(page, 'founders.0.share', '100')
  for (const role of ['legal_representative', 'finance_contact']) {
    await fill(page, `${role}.name`, '林示例甲')
    await fill(page, `${role}.citizen_id`, '320601199001150006')
    await fill(page, `${role}.mobile`, '19900000000')
  }
  await pick(page, 'legal_representative.position', '董事')
  await fill(page, 'contact.name', '林示例甲')
  await fill(page, 'contact.mobile', '19900000000')
  // The site comes out of the register, by the keyboard alone, and brings its address.
  await page.locator(id('domicile.site_no')).focus()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  const sought = page.locator(id('domicile.site_no') + '-search')
  await hasFocus(sought)
  await page.keyboard.type('样例路48号')
  await page.keyboard.press('Enter')
  const sites = page.getByRole('list', { name: '登记册里的场所' }).getByRole('button')
  const site = sites.filter({ hasText: 'S0006' })
  await site.waitFor()
  await eventually(async () => assert.equal(await sites.filter({ hasNotText: '样例路48号' }).count(), 0, 'only what was looked for'))
  await reads(site, /已登记 0 户，可登记 1 户/)
  await isAccessible(page, 'site picker')
  for (let i = 0; i < 30 && !(await site.evaluate((one) => one === document.activeElement)); ++i) await page.keyboard.press('Tab')
  await hasFocus(site)
  await page.keyboard.press('Enter')
  await eventually(async () => {
    assert.equal(await page.locator(id('domicile.site_no')).inputValue(), 'S0006')
    assert.match(await page.locator(id('domicile.address')).inputValue(), /样例路48号/)
  })
  await pick(page, 'domicile.title_relation', '租赁')
  await pick(page, 'domicile.use', '办公')
  await fill(page, 'staff_count', '5')
  await pick(page, 'seals', '单位公章')
  await fill(page, 'insurance.insured_count', '5')
  await fill(page, 'insurance.from_month', '2026-12')
  await page.locator(id('insurance.from_month')).blur()
  await page.getByText(/已保存，/).waitFor()
  await isAccessible(page, 'form filled in')
})

test('materials by file and by commitment; then it is submitted once and there is a receipt', async () => {
  const { page } = founder
  await page.getByRole('button', { name: '下一步' }).click()
  const pdf = { mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n') }
  await page.getByLabel('为“公司章程”选择文件').setInputFiles({ name: '坏的.exe', mimeType: 'application/x-msdownload', buffer: Buffer.from('MZ') })
  await page.getByText(/坏的\.exe 的类型不在可用之列/).waitFor()
  await page.getByLabel('为“公司章程”选择文件').setInputFiles({ name: '章程.pdf', ...pdf })
  await page.getByRole('link', { name: /章程\.pdf/ }).waitFor()
  await page.getByLabel(/任职文件”选择文件/).setInputFiles({ name: '任职.pdf', ...pdf })
  await page.getByRole('link', { name: /任职\.pdf/ }).waitFor()
  await page.getByLabel(/^我承诺“住所/).check()
  await page.getByText('已承诺，免提交').waitFor()
  await isAccessible(page, 'materials')
  await page.getByRole('button', { name: '下一步' }).click()
  await page.getByText('都齐了，可以提交').waitFor()
  await isAccessible(page, 'check')
  await page.getByRole('button', { name: '提交申请' }).dblclick()
  await page.getByRole('heading', { level: 1, name: '收件回执' }).waitFor()
  await page.getByRole('img', { name: /验真二维码/ }).waitFor()
  await isAccessible(page, 'receipt')
})

test('the package is followed live until the licence is there and every branch has settled', async () => {
  const { page } = founder
  await page.getByRole('link', { name: '看办理进度' }).click()
  await page.getByRole('heading', { level: 1, name: company }).waitFor()
  await isAccessible(page, 'package')
  const mine = await (await page.request.get(address + '/api/v1/my/cases')).json()
  const whole = mine.packages.find((one) => one.title === company)
  assert.ok(whole, 'exactly what was submitted is among my packages')
  assert.equal(mine.packages.filter((one) => one.title === company).length, 1, 'pressed twice, submitted once')
  const registration = whole.members.find((member) => member.id === 'registration').case.number

  await (await caller('decider')).act(registration, 'register')
  // Nobody reloads the page: the server tells it.
  await page.getByRole('link', { name: /^营业执照/ }).waitFor()
  const asItStands = async () => (await page.request.get(`${address}/api/v1/packages/${whole.number}`)).json()
  const seals = await eventually(async () => (await asItStands()).members.find((member) => member.id === 'seals').case.number)
  await (await caller('seal')).act(seals, 'answer', { record: '印-2026-0001' })
  await eventually(async () => {
    const settled = await asItStands()
    assert.equal(settled.outcome, 'completed', JSON.stringify(settled.members.map((member) => [member.id, member.status, member.case?.state])))
  })
  await page.getByText('全部办结').first().waitFor()
  await page.getByText('按承诺办结').waitFor()
  await isAccessible(page, 'package settled')

  await page.goto(`${address}/cases/${registration}`)
  await page.getByText('统一社会信用代码').first().waitFor()
  await isAccessible(page, 'case')
  const why = page.getByRole('button', { name: '为什么是这个时间' })
  if ((await why.count()) > 0) {
    await why.first().click()
    await isAccessible(page, 'case with its explanation open')
  }
})

test('the licence opens as PDF and anybody can verify it', async () => {
  const { page } = founder
  await page.goto(address + '/my/certificates')
  const licence = page.getByRole('listitem').filter({ hasText: '营业执照' }).first()
  const href = await licence.getByRole('link').first().getAttribute('href')
  const paper = await page.request.get(address + href)
  assert.equal(paper.status(), 200)
  assert.match((await paper.body()).subarray(0, 5).toString(), /^%PDF-/)
  await isAccessible(page, 'documents')
  const target = await licence.getByRole('link', { name: /验真/ }).getAttribute('href')
  const stranger = await visitor(browser, { width: 390, height: 844, language: 'en' })
  await stranger.page.goto(address + target)
  await stranger.page.getByText('Genuine and valid').waitFor()
  await isAccessible(stranger.page, 'verification on a phone')
  await stranger.page.goto(address + '/verify/NOT-A-CODE')
  await stranger.page.getByText('Not found').waitFor()
  assert.deepEqual(stranger.faults, [])
  await stranger.context.close()
})

test('nothing failed in the browser on the way', () => assert.deepEqual(founder.faults, []))
