// Five certificates at once, from the desk that issues them: the outlook names who keeps the set waiting; when the last
// is ready the page says so by itself, and one word issues all. Then the holder's wallet, and the counter.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { address, caller, eventually, isAccessible, launch, signIn, visitor } from './browser.mjs'
import { applicant, handIn } from './desk_support.mjs'

let browser, desk, set, firm, holder
const officers = new Map()
before(async () => {
  browser = await launch()
  firm = await caller('tonghu')
  holder = await applicant('tonghu')
  set = (await firm.get('/api/v1/my/cases')).json.packages.find((one) => one.package === 'five-certificates' && !one.settled)
  assert.ok(set, 'the demonstration has a set of five that waits')
  for (const login of ['intake', 'decider', 'quality', 'reviewer', 'registrar', 'survey', 'drawings']) officers.set(login, await caller(login))
  desk = await visitor(browser)
  await signIn(desk.page, 'decider')
})
after(() => browser?.close())

const whole = async () => (await firm.get(`/api/v1/packages/${set.number}`)).json

/** Whoever may do something for the set does it, but for the word that issues all. */
async function work() {
  for (const { case: one, status } of (await whole()).members) {
    if (!one || status === 'ready') continue
    for (const officer of officers.values()) {
      const shown = (await officer.get(`/api/v1/cases/${one.number}`)).json
      const lacks = (shown.gaps ?? []).filter((gap) => gap.kind === 'material').map((gap) => gap.id)
      const may = (id) => shown.available_actions?.some((action) => action.id === id && action.allowed)
      if (may('request_correction') && lacks.length > 0) {
        await officer.act(one.number, 'request_correction')
        await handIn(holder, one.number, lacks)
      }
      if (may('accept')) await officer.act(one.number, 'accept')
      for (const review of shown.reviews ?? [])
        if (review.open && may('give_opinion')) await officer.act(one.number, 'give_opinion', { step: review.step, verdict: 'agree', text: '符合（演示）' }).catch(() => {})
      if (may('grant')) await officer.act(one.number, 'grant')
    }
  }
}

test('the work list names the set; its page tells who is waited for, drawn and in words', async () => {
  const { page } = desk
  await page.goto(address + '/desk/tasks')
  await page.getByRole('region', { name: /等着同时发证的一件事/ }).getByRole('link', { name: set.title }).click()
  await page.getByRole('heading', { level: 1, name: set.title }).waitFor()
  const outlook = page.getByRole('region', { name: '同时发证的预演' })
  await outlook.getByText(/还不能同时发证：/).waitFor()
  await outlook.getByText(/大家等它 \d+ 个工作日/).waitFor()
  assert.ok(await outlook.getByRole('button', { name: /同时决定并发证/ }).isDisabled())
  await eventually(async () => assert.equal(await page.locator('figcaption li').count(), 5, 'the picture in words'))
  await isAccessible(page, 'package on the desk')
})

test('when the last is ready the page says so by itself, and one word issues all five', async () => {
  const { page } = desk
  for (let round = 0; round < 6 && (await whole()).members.some((member) => member.status !== 'ready'); ++round) await work()
  assert.deepEqual((await whole()).members.map((member) => member.status), Array(5).fill('ready'))
  await page.getByText('全部备妥，可以同时发证。').waitFor()
  await page.getByRole('button', { name: /同时决定并发证/ }).click()
  const sure = page.getByRole('group', { name: '将同时发出下列各证：' })
  await eventually(async () => assert.equal(await sure.getByRole('listitem').count(), 5))
  await isAccessible(page, 'before the word')
  await sure.getByRole('button', { name: '确认同时发证' }).click()
  await page.getByText('已同时发证。').waitFor()
  await page.getByText('全部办结').first().waitFor()
  const now = await whole()
  assert.equal(now.outcome, 'completed')
  assert.deepEqual(now.members.map((member) => member.status), Array(5).fill('done'))
  await isAccessible(page, 'after the word')
})

test('the holder finds them in the wallet and shows their codes', async () => {
  const { page, context, faults } = await visitor(browser, { width: 390, height: 844, language: 'en' })
  await signIn(page, 'tonghu')
  await page.goto(`${address}/packages/${set.number}`)
  await page.getByRole('heading', { level: 1, name: set.title }).waitFor()
  await isAccessible(page, 'package on a phone')
  await page.goto(address + '/my/certificates')
  const cards = page.getByRole('region', { name: 'Certificates', exact: true }).getByRole('listitem')
  await cards.first().waitFor()
  await eventually(async () => assert.ok((await cards.count()) >= 5))
  await cards.first().getByRole('button', { name: /Show its code/ }).click()
  await cards.first().getByRole('img').waitFor()
  await isAccessible(page, 'wallet on a phone')
  assert.deepEqual(faults, [])
  await context.close()
})

test('the counter enters a paper application with its true time of receipt', async () => {
  const { page, context, faults } = await visitor(browser)
  await signIn(page, 'intake')
  await page.goto(address + '/desk/counter')
  await page.getByLabel('事项或一件事').selectOption({ label: '食品经营许可证核发' })
  await page.locator('#field-operator-name').waitFor()
  await isAccessible(page, 'counter')
  await page.getByRole('button', { name: '收件并出具回执' }).click()
  await page.getByText('请查到账号，或填写申请人名称').waitFor()
  await page.getByLabel('登录名或统一社会信用代码').fill('jianghai')
  await page.keyboard.press('Enter')
  await page.getByText(/江海矿山机械有限公司/).first().waitFor()
  await page.getByRole('button', { name: '收件并出具回执' }).click()
  // What the form lacks is told beside its fields.
  await page.locator('#field-operator-name[aria-invalid=true]').waitFor()
  await isAccessible(page, 'counter with faults')
  const field = (name) => page.locator('#field-' + name)
  await field('uscc').fill('91320600MA0MLAL96Q')
  await field('operator-name').fill('江海矿山机械有限公司（虚构）')
  await field('site-no').fill('S0012')
  await field('address').fill('苏锡通园区演示街96号（虚构）')
  await field('area-square-metres').fill('120')
  await field('operation').getByLabel('单位食堂').check()
  await field('items').getByLabel('热食类食品制售').check()
  await field('food-safety-manager-name').fill('周示例')
  await field('food-safety-manager-citizen-id').fill('320600198510090127')
  await field('food-safety-manager-health-certificate-until').fill('2027-10-01')
  await field('contact-name').fill('周示例')
  await field('contact-mobile').fill('19900000009')
  await page.getByLabel('实际收件时间').fill(new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 16))
  await page.getByRole('button', { name: '收件并出具回执' }).click()
  await page.waitForURL(/\/desk\/cases\/A\d+/)
  await page.getByText('来源').locator('..').getByText('窗口').waitFor()
  const visits = page.getByRole('region', { name: '窗口到访' })
  await visits.getByText('到窗口 1 次').waitFor()
  await visits.getByLabel('来办什么').selectOption({ label: '咨询' })
  await visits.getByRole('button', { name: '记下到访' }).click()
  await visits.getByText('到窗口 2 次').waitFor()
  await isAccessible(page, 'case from the counter')
  assert.deepEqual(faults.filter((fault) => !/status of 4(09|22)/.test(fault)), [])
  await context.close()
})

test('nothing failed in the browser on the way', () => assert.deepEqual(desk.faults, []))
