// Corrections that come on paper: found by the number of the case, taken in with their scans and the true time of
// receipt, and the receipt is printed.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { address, caller, isAccessible, launch, signIn, visitor } from './browser.mjs'
import { picture } from './desk_support.mjs'

let browser, number, intake
before(async () => {
  browser = await launch()
  intake = await caller('intake')
  const { items } = (await intake.get('/api/v1/desk/cases?state=correcting&limit=50')).json
  number = items.find((one) => one.matter === 'construction-permit').number
})
after(() => browser?.close())

test('the officer takes in the corrections of a case with their scans, and prints the receipt', async () => {
  const { page, context, faults } = await visitor(browser)
  await signIn(page, 'intake')
  await page.goto(address + '/desk/counter')
  await page.getByRole('link', { name: '代录补正材料' }).click()
  await page.getByLabel('办件编号').fill('A2026999999')
  await page.keyboard.press('Enter')
  await page.getByRole('alert').filter({ hasText: /A2026999999|没有/ }).first().waitFor()
  await page.getByLabel('办件编号').fill(number)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 2, name: new RegExp(number) }).waitFor()
  await isAccessible(page, 'corrections at the counter')
  await page.getByLabel(/施工合同.*的扫描件/).setInputFiles({ name: '合同扫描.png', mimeType: 'image/png', buffer: picture() })
  await page.getByRole('button', { name: '收件并出具回执' }).click()
  await page.waitForURL(new RegExp(`/desk/cases/${number}`))
  await page.getByRole('region', { name: '窗口到访' }).getByText('到窗口 1 次').waitFor()
  const shown = (await intake.get(`/api/v1/cases/${number}`)).json
  assert.equal(shown.state, 'submitted')
  const contract = shown.materials.find((one) => one.id === 'contract')
  assert.equal(contract.how, 'paper')
  assert.equal(contract.files[0].name, '合同扫描.png')
  const receipt = page.getByRole('link', { name: '打印收件回执' })
  const paper = await page.request.get(address + (await receipt.getAttribute('href')))
  assert.equal(paper.headers()['content-type'], 'application/pdf')
  await isAccessible(page, 'case with corrections from the counter')
  assert.deepEqual(faults, [])
  await context.close()
})

test('on a phone, in English, and for a case that waits for nothing', async () => {
  const { page, context } = await visitor(browser, { width: 390, height: 844, language: 'en' })
  await signIn(page, 'intake')
  await page.goto(`${address}/desk/counter/corrections/${number}`)
  await page.getByText(/waits for no corrections/).first().waitFor()
  await isAccessible(page, 'no corrections')
  await context.close()
})
