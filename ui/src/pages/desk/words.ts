// The words of the desk: messages of its own, in the language of the page.
import { computed, watch, type WatchSource } from 'vue'
import { createI18n } from 'vue-i18n'
import { i18n } from '@/i18n'
import { setTitle } from '@/router'
import { en } from './en'
import type { Text } from './parts/model'
import { say } from './parts/model'
import { timeWords } from './parts/urgency'
import { zh, type DeskMessages } from './zh'

const desk = createI18n<[DeskMessages], 'zh' | 'en', false>({
  legacy: false,
  locale: i18n.global.locale.value,
  fallbackLocale: 'zh',
  messages: { zh, en },
})

watch(i18n.global.locale, (locale) => (desk.global.locale.value = locale), { flush: 'sync' })

export function useDesk() {
  const language = computed(() => i18n.global.locale.value)
  return {
    d: desk.global.t,
    t: i18n.global.t,
    language,
    say: (text: Text | string | undefined | null) => say(text, language.value),
    time: (at: string | undefined) => (at ? timeWords(at, language.value) : ''),
  }
}

/** The title of the page, as soon as it knows its subject, and again when the language changes. */
export function useTitle(title: () => string): void {
  watch([title, i18n.global.locale] as WatchSource[], () => title() && setTitle(title()), { immediate: true })
}
