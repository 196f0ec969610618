// Stands where JSON Forms expects ajv: @cfworker/json-schema interprets a schema instead of writing code from
// it, so the page keeps a content-security policy without unsafe-eval.
import { format, Validator, type OutputUnit, type Schema } from '@cfworker/json-schema'
import { codes } from './codes'

export interface SchemaError {
  instancePath: string
  schemaPath: string
  keyword: string
  params: Record<string, unknown>
  message: string
  /** The schema that holds the keyword, and the value that it judged (ajv's verbose mode). */
  parentSchema?: { [keyword: string]: unknown } | undefined
  data?: unknown
}

interface ValidateFunction {
  (data: unknown): boolean
  errors: SchemaError[] | null
}

for (const [name, code] of Object.entries(codes)) format[name] = (text: string) => code.fault(text) === undefined

// Keywords that only say that something inside them failed.
const wrappers = new Set([
  'properties', 'patternProperties', 'items', 'prefixItems', 'allOf', 'anyOf', 'oneOf', 'if', 'then', 'else', '$ref',
  '$recursiveRef', '$dynamicRef', 'dependentSchemas', 'contains', 'propertyNames',
])

function pointer(location: string): string {
  return location.replace(/^#/, '')
}

function paramsOf(unit: OutputUnit): Record<string, unknown> {
  if (unit.keyword === 'required') return { missingProperty: /property "(.*)"\.$/.exec(unit.error)?.[1] ?? '' }
  const limit = /(-?\d+(?:\.\d+)?)\D*$/.exec(unit.error)?.[1]
  return limit === undefined ? {} : { limit: Number(limit) }
}

function stepsOf(location: string): string[] {
  return pointer(location).split('/').slice(1).map((step) => decodeURIComponent(step).replace(/~1/g, '/').replace(/~0/g, '~'))
}

function walk(from: unknown, steps: string[]): unknown {
  return steps.reduce<unknown>((at, step) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[step] : undefined), from)
}

/** Follows the path of a keyword through the schema, and through its references. */
function schemaAt(root: object, location: string): SchemaError['parentSchema'] {
  let at: unknown = root
  for (const step of stepsOf(location).slice(0, -1)) {
    at = walk(at, [step])
    if (step === '$ref' && typeof at === 'string') at = at.startsWith('#') ? walk(root, stepsOf(at)) : undefined
  }
  return at as SchemaError['parentSchema']
}

function asErrors(units: OutputUnit[], schema: object, data: unknown): SchemaError[] {
  const inner = units.filter((unit) => !wrappers.has(unit.keyword))
  return (inner.length > 0 ? inner : units).map((unit) => ({
    instancePath: pointer(unit.instanceLocation),
    schemaPath: unit.keywordLocation,
    keyword: unit.keyword,
    params: paramsOf(unit),
    message: unit.error,
    parentSchema: schemaAt(schema, unit.keywordLocation),
    data: walk(data, stepsOf(unit.instanceLocation)),
  }))
}

/** The part of ajv's face that JSON Forms uses. */
export class SchemaValidator {
  private readonly compiled = new WeakMap<object, ValidateFunction>()

  compile(schema: object): ValidateFunction {
    const known = this.compiled.get(schema)
    if (known) return known
    const validator = new Validator(schema as Schema, '2020-12', false)
    const validate: ValidateFunction = Object.assign(
      (data: unknown) => {
        // A missing whole is no JSON; JSON Forms hands over undefined for an empty control.
        const result = validator.validate(data === undefined ? null : data)
        validate.errors = result.valid ? null : asErrors(result.errors, schema, data)
        return result.valid
      },
      { errors: null as SchemaError[] | null },
    )
    this.compiled.set(schema, validate)
    return validate
  }

  validate(schema: object, data: unknown): boolean {
    return data === undefined ? false : this.compile(schema)(data)
  }

  addFormat(): this {
    return this
  }
}

export default SchemaValidator
