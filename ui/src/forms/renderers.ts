// Which control draws which part of a form.
import {
  and, formatIs, isBooleanControl, isEnumControl, isIntegerControl, isNumberControl, isObjectArrayControl, isObjectControl,
  isOneOfEnumControl, isStringControl, or, rankWith, schemaMatches, uiTypeIs, type JsonFormsRendererRegistryEntry, type JsonSchema,
} from '@jsonforms/core'
import { markRaw } from 'vue'
import EnumControl from './controls/EnumControl.vue'
import FormLayout from './controls/FormLayout.vue'
import LabelText from './controls/LabelText.vue'
import ListControl from './controls/ListControl.vue'
import ManyControl from './controls/ManyControl.vue'
import NumberControl from './controls/NumberControl.vue'
import OneOfControl from './controls/OneOfControl.vue'
import ObjectControl from './controls/ObjectControl.vue'
import RegisterControl from './controls/RegisterControl.vue'
import TextControl from './controls/TextControl.vue'
import TickControl from './controls/TickControl.vue'

const isManyChoice = and(
  uiTypeIs('Control'),
  schemaMatches((schema) => {
    const items = schema.items as JsonSchema | undefined
    return schema.type === 'array' && schema.uniqueItems === true && !!items && (!!items.enum || !!items.oneOf)
  }),
)
const isLayout = or(uiTypeIs('VerticalLayout'), uiTypeIs('HorizontalLayout'), uiTypeIs('Group'), uiTypeIs('Category'), uiTypeIs('Categorization'))

export const renderers: JsonFormsRendererRegistryEntry[] = [
  { tester: rankWith(1, isLayout), renderer: markRaw(FormLayout) },
  { tester: rankWith(1, uiTypeIs('Label')), renderer: markRaw(LabelText) },
  { tester: rankWith(2, or(isStringControl, formatIs('date'))), renderer: markRaw(TextControl) },
  { tester: rankWith(8, and(uiTypeIs('Control'), schemaMatches((schema) => 'x-register' in schema))), renderer: markRaw(RegisterControl) },
  { tester: rankWith(2, or(isNumberControl, isIntegerControl)), renderer: markRaw(NumberControl) },
  { tester: rankWith(7, isBooleanControl), renderer: markRaw(TickControl) },
  { tester: rankWith(2, isObjectControl), renderer: markRaw(ObjectControl) },
  { tester: rankWith(5, isEnumControl), renderer: markRaw(EnumControl) },
  { tester: rankWith(5, isOneOfEnumControl), renderer: markRaw(OneOfControl) },
  { tester: rankWith(4, isObjectArrayControl), renderer: markRaw(ListControl) },
  { tester: rankWith(6, isManyChoice), renderer: markRaw(ManyControl) },
]
