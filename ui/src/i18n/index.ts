// Chinese comes with the page, English when it is asked for.
import { createI18n } from 'vue-i18n'
import { zh, type Messages } from './zh'

export type Language = 'zh' | 'en'

export const i18n = createI18n<[Messages], Language, false>({
  legacy: false,
  locale: 'zh',
  fallbackLocale: 'zh',
  messages: { zh } as Record<Language, Messages>,
})

export async function setLanguage(language: Language): Promise<void> {
  if (language === 'en' && !i18n.global.availableLocales.includes('en'))
    i18n.global.setLocaleMessage('en', (await import('./en')).en)
  i18n.global.locale.value = language
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
}

export const currentLanguage = (): Language => i18n.global.locale.value

/** A day as people of the zone read it. */
export function formatDay(at: string, language: Language, timeZone = 'Asia/Shanghai'): string {
  const date = new Date(at)
  if (Number.isNaN(date.getTime())) return at
  return new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', { timeZone, year: 'numeric', month: 'long', day: 'numeric' }).format(date)
}

/** Times as people of the zone read them. */
export function formatTime(at: string, language: Language, timeZone = 'Asia/Shanghai'): string {
  const date = new Date(at)
  if (Number.isNaN(date.getTime())) return at
  return new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', {
    timeZone,
    month: language === 'zh' ? 'numeric' : 'short',
    day: 'numeric',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
    ...(date.getUTCFullYear() === new Date().getUTCFullYear() ? {} : { year: 'numeric' }),
  }).format(date)
}
