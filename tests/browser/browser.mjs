// What the tests share: a browser, sign-in, the judgement of axe, and the interface without a browser.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const require = createRequire(new URL('../../ui/package.json', import.meta.url))
const { chromium } = require('playwright-core')
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')

export const address = process.env.SHUXIN_ADDRESS ?? 'http://127.0.0.1:8080'
export const password = 'Demo-Suxitong-1'

const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']

/** How long something may take before it counts as hanging, in milliseconds: far more than the slowest machine needs. */
const patience = 60_000
/** For a whole file of tests that build on each other. */
export const unhurried = { timeout: 1_200_000 }

export const launch = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: flags, headless: true, timeout: 2 * patience })

/** Answers of the interface come up to so many milliseconds late, each by its own: what works only when they come at once is found. */
const late = Number(process.env.LATE ?? 0)

/** A fresh visitor; what the page complains about is gathered in `faults`. */
export async function visitor(browser, { language = 'zh', elder = false, width = 1366, height = 768 } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, reducedMotion: 'reduce' })
  context.setDefaultTimeout(patience)
  await context.addInitScript(([chosen, large]) => {
    // Frames that show a file have no storage.
    try {
      localStorage.setItem('language', chosen)
      localStorage.setItem('elder', large ? 'yes' : 'no')
    } catch {
      return
    }
  }, [language, elder])
  if (late > 0)
    await context.route('**/api/**', async (route) => {
      await new Promise((done) => setTimeout(done, Math.random() * late))
      await route.continue().catch(() => {})
    })
  const page = await context.newPage()
  const faults = []
  page.on('pageerror', (error) => faults.push(String(error.stack ?? error)))
  page.on('console', (message) => {
    // That nobody is signed in yet is told by the status 401, which the browser writes down.
    if (message.type() === 'error' && !/status of 40[14]/.test(message.text())) faults.push(message.text())
  })
  return { context, page, faults }
}

export async function signIn(page, login, secret = password) {
  await page.goto(address + '/login')
  await page.locator('#login').fill(login)
  await page.locator('#password').fill(secret)
  await page.locator('#sign-in-button').click()
  await page.waitForURL((url) => url.pathname !== '/login')
}

/** Until nothing in the main part is still being read: a heading or an address often stands before what it is about. */
export const settled = (page) => page.waitForFunction(() => document.querySelector('main') && ![...document.querySelectorAll('main .loading')].some((one) => one.checkVisibility()))

/** Until the cursor is there. */
export const hasFocus = (place) => place.and(place.page().locator(':focus')).waitFor({ state: 'attached' })

/** Tries until it holds, and answers what it answered; what is wrong for good is told by its last failure. */
export async function eventually(holds, limit = patience) {
  const until = Date.now() + limit
  for (;;) {
    try {
      return await holds()
    } catch (error) {
      if (Date.now() > until) throw error
    }
    await new Promise((done) => setTimeout(done, 100))
  }
}

/** Until the text that people see there is like this. */
export const reads = (place, pattern) => eventually(async () => assert.match(await place.innerText(), pattern))

/** Nothing serious for axe, and nothing wider than the window. */
export async function isAccessible(page, where) {
  await page.waitForLoadState('load')
  await settled(page)
  // A page may be drawn anew while it is looked at; what is wrong with it stays wrong.
  await eventually(() => judge(page, where), 3000)
}

async function judge(page, where) {
  const line = await page.context().newCDPSession(page)
  // By way of the debugger, as the page's policy allows no script from elsewhere.
  await line.send('Runtime.evaluate', { expression: axe })
  const { result } = await line.send('Runtime.evaluate', {
    expression: `axe.run(document, {runOnly: ['wcag2a','wcag2aa','wcag21a','wcag21aa']}).then((found) => JSON.stringify(found.violations
      .filter((one) => one.impact === 'serious' || one.impact === 'critical')
      .map((one) => one.id + ': ' + one.nodes.slice(0, 3).map((node) => node.target.join(' ')).join(', '))))`,
    awaitPromise: true,
    returnByValue: true,
  })
  await line.detach()
  assert.deepEqual(JSON.parse(result.value), [], `axe on ${where}`)
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  assert.ok(wider <= 0, `${where} is ${wider} px wider than the window`)
}

/** Someone who uses the interface without a browser. */
export async function caller(login) {
  const send = async (method, path, { body, headers = {}, cookie } = {}) => {
    const response = await fetch(address + path, {
      method,
      headers: {
        Origin: address,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(cookie ? { Cookie: cookie } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const json = text && /json/.test(response.headers.get('content-type') ?? '') ? JSON.parse(text) : undefined
    return { status: response.status, json, text, headers: response.headers }
  }
  const signed = await send('POST', '/api/v1/session', { body: { login, password } })
  assert.equal(signed.status, 200, `sign-in of ${login}: ${signed.text}`)
  const cookie = signed.headers.getSetCookie().map((one) => one.split(';')[0]).join('; ')
  return {
    get: (path) => send('GET', path, { cookie }),
    /** Gives a command on a case as it stands now; once more if it has moved on in between. */
    async act(number, action, input = {}) {
      let done
      for (let tried = 0; tried < 5 && (!done || done.status === 412); ++tried) {
        const shown = await send('GET', `/api/v1/cases/${number}`, { cookie })
        assert.equal(shown.status, 200, `${login} sees ${number}: ${shown.text}`)
        done = await send('POST', `/api/v1/cases/${number}/commands/${action}`, {
          cookie,
          body: { input },
          headers: { 'If-Match': shown.headers.get('etag'), 'Idempotency-Key': randomUUID() },
        })
      }
      assert.equal(done.status, 200, `${login}: ${action} on ${number}: ${done.text}`)
      return done.json
    },
  }
}
