// Words an error of the schema for whoever fills in the form.
import { codes, isCodeFormat } from './codes'
import type { SchemaError } from './ajv'

type Translate = (key: string, values?: Record<string, unknown>) => string

const limited = new Set(['minLength', 'maxLength', 'minimum', 'maximum', 'minItems', 'maxItems', 'multipleOf'])

export function wordError(error: SchemaError, t: Translate): string {
  const field = error.parentSchema
  const value = error.data
  switch (error.keyword) {
    case 'server':
      return error.message
    case 'required':
      return t('form.error.required')
    case 'const':
      return t(field?.['const'] === true ? 'form.error.tick' : 'form.error.other')
    case 'enum':
    case 'oneOf':
      return t(value === undefined || value === null || value === '' ? 'form.error.required' : 'form.error.enum')
    case 'type':
    case 'pattern':
      return t(`form.error.${error.keyword}`)
    case 'format': {
      const format = field?.['format']
      if (isCodeFormat(format)) {
        const fault = codes[format].fault(String(value ?? ''))
        return t(`form.error.code.${fault ?? 'check'}`, { length: codes[format].length })
      }
      return t(format === 'date' ? 'form.error.date' : 'form.error.other')
    }
    default:
      if (error.keyword === 'minLength' && error.params['limit'] === 1) return t('form.error.required')
      if (limited.has(error.keyword)) return t(`form.error.${error.keyword}`, error.params)
      return t('form.error.other')
  }
}
