// What is held about somebody: they see it, take a copy of it, and have it erased.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { address, isAccessible, launch, signIn, visitor } from './browser.mjs'

const own = 'Riverside-42!'
let browser
before(async () => {
  browser = await launch()
})
after(() => browser?.close())

async function openAccount(login) {
  const answer = await fetch(address + '/api/v1/accounts', {
    method: 'POST',
    headers: { Origin: address, 'Content-Type': 'application/json', 'Idempotency-Key': login },
    body: JSON.stringify({ kind: 'person', login, name: '钱示例壬（虚构）', password: own }),
  })
  assert.equal(answer.status, 201, await answer.text())
}

test('a person sees what is held, takes a copy, and erases it with the password', async () => {
  await openAccount('qianren-browser')
  const { page, context, faults } = await visitor(browser)
  await signIn(page, 'qianren-browser', own)
  await page.getByRole('link', { name: /钱示例壬/ }).click()
  await page.getByRole('heading', { level: 1, name: '我的账号与个人信息' }).waitFor()
  await page.getByText('钱示例壬（虚构） · qianren-browser').waitFor()
  await isAccessible(page, 'my account')
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: /下载全部信息/ }).click()])
  assert.equal(JSON.parse(readFileSync(await download.path(), 'utf8')).account.login, 'qianren-browser')
  await page.getByRole('button', { name: '注销账号并删除个人信息' }).click()
  await page.getByLabel('请输入密码确认').fill('Something-Else-1')
  await page.getByRole('button', { name: '确认删除' }).click()
  await page.getByText('当前密码不正确').waitFor()
  await isAccessible(page, 'erasing the account')
  await page.getByLabel('请输入密码确认').fill(own)
  await page.getByRole('button', { name: '确认删除' }).click()
  await page.getByText(/账号已注销，个人信息已删除/).waitFor()
  await page.goto(address + '/login')
  await page.locator('#login').fill('qianren-browser')
  await page.locator('#password').fill(own)
  await page.locator('#sign-in-button').click()
  await page.getByText('登录名或密码不正确').first().waitFor()
  assert.deepEqual(faults.filter((fault) => !/status of 403/.test(fault)), [])
  await context.close()
})

test('whoever has a case that is open reads what stands against it', async () => {
  const { page, context } = await visitor(browser, { width: 390, height: 844 })
  await signIn(page, 'founder')
  await page.goto(address + '/my/account')
  await page.getByText('现在还不能删除：').waitFor()
  await page.getByText(/正在办理；办结或者撤回申请后可以删除/).first().waitFor()
  assert.equal(await page.getByRole('button', { name: '注销账号并删除个人信息' }).count(), 0)
  await isAccessible(page, 'my account with open cases')
  await context.close()
})
