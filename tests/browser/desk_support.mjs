// What the desk's test needs besides: an applicant who speaks HTTP, and a firm that is to be registered.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import { address, password } from './browser.mjs'

/** Someone who applies, by HTTP alone. */
export async function applicant(login) {
  let cookie = ''
  const ask = async (method, path, body, headers = {}) => {
    const isFile = body instanceof Uint8Array
    const answer = await fetch(address + path, {
      method,
      headers: {
        Origin: address,
        'Accept-Language': 'zh',
        ...(cookie ? { Cookie: cookie } : {}),
        ...(method === 'GET' ? {} : { 'Idempotency-Key': randomBytes(16).toString('hex') }),
        ...(body === undefined ? {} : { 'Content-Type': isFile ? 'application/octet-stream' : 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isFile ? body : JSON.stringify(body) }),
    })
    const set = answer.headers.get('set-cookie')
    if (set) cookie = set.split(';')[0]
    return answer
  }
  const must = async (...words) => {
    const answer = await ask(...words)
    const text = await answer.text()
    assert.ok(answer.ok, `${words[0]} ${words[1]}: ${answer.status} ${text}`)
    return text ? JSON.parse(text) : undefined
  }
  await must('POST', '/api/v1/session', { login, password })
  return { ask, must, get: (path) => must('GET', path), firm: `苏锡通试验${randomBytes(3).toString('hex')}智能装备有限公司（虚构）` }
}

const pdf = Buffer.from(
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n' +
    '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 400]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n',
)

/** A citizen number of an invented person: district, day of birth, order and check digit. */
function citizenId(birth, order) {
  const digits = `320600${birth}${order}`
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  return digits + '10X98765432'[weights.reduce((sum, weight, i) => sum + weight * Number(digits[i]), 0) % 11]
}

/** The first usable site that no firm has and no list names. */
async function freeSite(who) {
  const { items } = await who.get('/api/v1/registers/site?limit=200')
  const listed = new Set(['S0007', 'S0034', 'S0036', 'S0009', 'S0010'])
  const free = items.find((one) => one.fields.registrar === 'suxitong' && one.fields.status === 'usable' && one.fields.sharing === 'single' && one.licences === 0 && !listed.has(one.key))
  assert.ok(free, 'a free site in the register')
  return free
}

function formOf(firm, site) {
  const person = (name, order) => ({ name, citizen_id: citizenId('19900101', order) })
  return {
    company_name: firm, name_stem: firm.slice(3, 11), kind: 'limited', main_trade: '7242', trades: ['7242'], scope: '市场调查', registered_capital: 100,
    founders: [{ kind: 'person', ...person('王示例', '101'), share: 100 }],
    legal_representative: { ...person('王示例', '101'), mobile: '13800000000', position: 'director' },
    finance_contact: { ...person('李示例', '102'), mobile: '13800000001' },
    contact: { name: '林示例', mobile: '13800000002' },
    domicile: { site_no: site.key, address: site.fields.address, title_relation: 'leased', use: 'office' },
    staff_count: 5,
  }
}

async function fill(who, draft, files, commitments, change) {
  const form = `/api/v1/drafts/${draft.id}`
  const file = await who.must('POST', `${form}/files?name=${encodeURIComponent('章程.pdf')}`, pdf)
  const now = await who.get(form)
  const materials = Object.fromEntries([
    ...files.map((id) => [id, { how: 'file', files: [file.file] }]),
    ...commitments.map((id) => [id, { how: 'commitment', files: [] }]),
  ])
  const body = { form: change(now.form), chosen: now.chosen, materials }
  await who.must('PUT', form, body, { 'If-Match': `"v${now.version}"` })
  return who.must('POST', `${form}/submit`, {})
}

/** Applies for the registration of a firm; answers the number of the case. */
export async function openFirm(who) {
  const site = await freeSite(who)
  const draft = await who.must('POST', '/api/v1/drafts', { kind: 'matter', target: 'company-registration' })
  const submitted = await fill(who, draft, ['articles', 'appointments'], ['address-declaration'], () => formOf(who.firm, site))
  assert.equal(submitted.kind, 'case')
  return submitted.number
}

/** Hands in what was asked for, and nothing else. */
export async function handInCorrections(who, number) {
  const draft = await who.must('POST', '/api/v1/drafts', { kind: 'correction', target: number })
  await fill(who, draft, ['articles'], [], (form) => ({ ...form, scope: '一般项目：市场调查' }))
}

/** Hands in the papers that the last notice asked for. */
export async function handIn(who, number, papers) {
  const draft = await who.must('POST', '/api/v1/drafts', { kind: 'correction', target: number })
  await fill(who, draft, papers, [], (form) => form)
}

/** A small picture: PNG, one colour. */
export function picture(width = 80, height = 60) {
  const table = Array.from({ length: 256 }, (_, n) => {
    for (let k = 0; k < 8; ++k) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1
    return n >>> 0
  })
  const crc = (bytes) => bytes.reduce((sum, byte) => table[(sum ^ byte) & 255] ^ (sum >>> 8), 0xffffffff) ^ 0xffffffff
  const number = (value) => {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32BE(value >>> 0)
    return bytes
  }
  const chunk = (name, data) => {
    const named = Buffer.concat([Buffer.from(name), data])
    return Buffer.concat([number(data.length), named, number(crc([...named]))])
  }
  const rows = Buffer.concat(Array.from({ length: height }, () => Buffer.from([0, ...Array.from({ length: width }, () => [214, 178, 120]).flat()])))
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk('IHDR', Buffer.concat([number(width), number(height), Buffer.from([8, 2, 0, 0, 0])])),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}
