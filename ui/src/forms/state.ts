// What the controls of one form share: when errors are shown, and what the zone filled in.
import type { ControlElement, JsonSchema } from '@jsonforms/core'
import { computed, inject, provide, ref, type InjectionKey, type Ref } from 'vue'
import { fieldId } from './gaps'

export interface FormState {
  /** All errors are shown, after the first attempt to go on. */
  showAll: Ref<boolean>
  /** Paths that the server found wrong; shown at once. */
  serverPaths: Ref<Set<string>>
  /** Path → where the zone has the value from. */
  prefilled: Ref<Record<string, string>>
}

const key: InjectionKey<FormState> = Symbol('form state')

export function provideFormState(state: FormState): void {
  provide(key, state)
}

/** The part of a control of JSON Forms that every field needs. */
export interface FieldView {
  path: string
  label: string
  description?: string | undefined
  errors: string
  required?: boolean | undefined
  enabled: boolean
  visible: boolean
  schema: JsonSchema
  uischema: ControlElement
}

export function useField(control: Ref<FieldView>) {
  const state = inject<FormState>(key, () => ({ showAll: ref(false), serverPaths: ref(new Set<string>()) as Ref<Set<string>>, prefilled: ref({}) }), true)
  const touched = ref(false)
  const id = computed(() => fieldId(control.value.path))
  const error = computed(() =>
    control.value.errors && (touched.value || state.showAll.value || state.serverPaths.value.has(control.value.path))
      ? control.value.errors.split('\n')[0]!
      : '',
  )
  const options = computed(() => (control.value.uischema.options ?? {}) as Record<string, unknown>)
  const hint = computed(() => (typeof options.value['hint'] === 'string' ? options.value['hint'] : control.value.description) || '')
  // A condition of the form may require a field only while it is shown.
  const needed = computed(() => !!control.value.required || options.value['needed'] === true)
  const source = computed(() => state.prefilled.value[control.value.path])
  const attributes = computed(() => ({
    id: id.value,
    'aria-invalid': error.value ? ('true' as const) : undefined,
    'aria-required': needed.value || undefined,
    'aria-describedby': [hint.value && `${id.value}-hint`, error.value && `${id.value}-error`].filter(Boolean).join(' ') || undefined,
    disabled: !control.value.enabled,
  }))
  return { id, error, hint, needed, options, source, attributes, touch: () => (touched.value = true) }
}
