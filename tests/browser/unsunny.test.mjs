// What does not go well, at the desks where it is met: a body that cannot do its part, a declaration that was not true.
// Each is done on screen by the person whose it is, and seen by the founder, who does not reload.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { address, caller, isAccessible, launch, reads, signIn, visitor } from './browser.mjs'
import { applicant, openFirm } from './desk_support.mjs'

let browser
before(async () => (browser = await launch()))
after(() => browser?.close())

async function officer(login, options) {
  const { page, faults, context } = await visitor(browser, options)
  await signIn(page, login)
  return { page, faults, context, dock: page.getByRole('region', { name: options?.language === 'en' ? 'What you can do' : '可以做的' }) }
}

/** Opens a command's panel, fills in what it asks, and gives the command. */
async function give(dock, name, fields = {}, confirm) {
  await dock.getByRole('button', { name, exact: true }).click()
  for (const [label, value] of Object.entries(fields)) await dock.getByRole('textbox', { name: label }).fill(value)
  await dock.locator('form').getByRole('button', { name, exact: true }).click()
  if (confirm) await dock.page().getByRole('button', { name: confirm }).click()
}

test('a body that cannot do its part says so; the approval bureau hands it over again; the founder sees both', async () => {
  const founder = await caller('founder')
  const mine = (await founder.get('/api/v1/my/cases')).json.packages.find((one) => one.members.some((member) => member.id === 'seals' && member.case?.state === 'sent'))
  assert.ok(mine, 'a package of the demonstration whose seals wait for an answer')
  const number = mine.members.find((member) => member.id === 'seals').case.number
  const watching = await visitor(browser)
  await signIn(watching.page, 'founder')
  await watching.page.goto(`${address}/cases/${number}`)
  await watching.page.getByText('已移交，待答复').first().waitFor()

  const body = await officer('seal', { width: 390, height: 844 })
  await body.page.goto(`${address}/desk/tasks/${number}`)
  await give(body.dock, '无法办理', { 原因: '印模图样不清' })
  await body.page.getByText('已无法办理').or(body.page.locator('.done')).first().waitFor()
  await isAccessible(body.page, 'a body that could not')
  await watching.page.getByText('办理失败').first().waitFor()

  const intake = await officer('intake')
  await intake.page.goto(address + '/desk/tasks')
  await intake.page.locator(`a[href*="${number}"]`).first().click()
  await intake.dock.waitFor()
  await reads(intake.page.locator('main'), /印模图样不清/)
  await give(intake.dock, '重新移交', { 说明: '已换清晰图样' })
  await watching.page.getByText('已移交，待答复').first().waitFor()
  await isAccessible(intake.page, 'handed over again')
  for (const { faults, context } of [watching, body, intake]) {
    assert.deepEqual(faults, [])
    await context.close()
  }
})

test('a declared domicile that was not true: put right, or revoked; in English, by keyboard', async () => {
  const founder = await applicant('founder')
  const number = await openFirm(founder)
  await (await caller('decider')).act(number, 'register')
  const watching = await visitor(browser, { language: 'en', width: 390, height: 844 })
  await signIn(watching.page, 'founder')
  await watching.page.goto(`${address}/cases/${number}`)
  await watching.page.getByText('Registered', { exact: true }).first().waitFor()

  const inspector = await officer('food', { language: 'en' })
  await inspector.page.goto(`${address}/desk/tasks/${number}`)
  await inspector.dock.getByRole('button', { name: 'Found untrue, order to put right' }).focus()
  await inspector.page.keyboard.press('Enter')
  const which = inspector.dock.getByRole('combobox').or(inspector.dock.getByRole('radiogroup')).first()
  await reads(which, /Check the declared domicile/)
  assert.doesNotMatch(await which.innerText(), /Hand over|result/, 'only what may be ordered so is offered')
  await inspector.dock.getByRole('textbox', { name: 'What is untrue' }).fill('Nobody works at this address')
  await isAccessible(inspector.page, 'order to put right')
  await inspector.dock.locator('form').getByRole('button', { name: 'Found untrue, order to put right' }).focus()
  await inspector.page.keyboard.press('Enter')
  // The founder hears of it without asking.
  await watching.page.getByText(/Nobody works at this address/).first().waitFor()

  await (await caller('decider')).act(number, 'revoke', { reason: '拒不改正' })
  const decision = watching.page.getByRole('region', { name: 'Decision: Registration revoked' })
  await decision.waitFor()
  await reads(decision, /reconsideration within sixty days/)
  await isAccessible(watching.page, 'case that was revoked')
  for (const { faults, context } of [watching, inspector]) {
    assert.deepEqual(faults, [])
    await context.close()
  }
})
