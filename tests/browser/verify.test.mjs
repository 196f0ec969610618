// Whether a document is genuine: by its code, and by the file in one's hands, without sending it.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { address, isAccessible, launch, password, reads, visitor } from './browser.mjs'

let browser
before(async () => (browser = await launch()))
after(async () => browser?.close())

async function certificate() {
  const signedIn = await fetch(`${address}/api/v1/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ login: 'jianghai', password }),
  })
  const headers = { Cookie: signedIn.headers.get('set-cookie').split(';')[0] }
  const list = await (await fetch(`${address}/api/v1/documents?kind=certificate`, { headers })).json()
  const { code } = list.items.find((one) => one.status === 'valid')
  const pdf = Buffer.from(await (await fetch(`${address}/api/v1/documents/${code}`, { headers: { ...headers, 'Accept-Language': 'zh' } })).arrayBuffer())
  return { code, pdf }
}

test('a certificate is verified by its code and by its file; a changed file is told', async () => {
  const { code, pdf } = await certificate()
  for (const [language, width, height] of [['zh', 1366, 768], ['en', 390, 844]]) {
    const { context, page, faults } = await visitor(browser, { language, width, height })
    await page.goto(`${address}/verify/${code}`)
    await page.locator('.result.good').waitFor()
    await reads(page.locator('.result'), /SM2/)
    await page.locator('#file').setInputFiles({ name: 'mine.pdf', mimeType: 'application/pdf', buffer: pdf })
    await page.getByText(/mine\.pdf/).waitFor()
    await page.locator('.result.good').waitFor()
    await isAccessible(page, `/verify in ${language}`)
    const changed = Buffer.from(pdf)
    changed[changed.length >> 1] ^= 1
    await page.locator('#file').setInputFiles({ name: 'other.pdf', mimeType: 'application/pdf', buffer: changed })
    await page.locator('.result.bad').waitFor()
    await reads(page.locator('.result'), /other\.pdf/)
    assert.deepEqual(faults, [])
    await context.close()
  }
})
