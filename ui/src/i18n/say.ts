// Texts that the server gives in both languages, said in that of the page.
import { useI18n } from 'vue-i18n'
import { formatDay, formatTime, type Language } from './index'

interface Both {
  zh: string
  en: string
}

export function useWords() {
  const { t, locale } = useI18n()
  const language = () => locale.value as Language
  const say = (text: Both | undefined): string => (text ? (locale.value === 'zh' ? text.zh || text.en : text.en || text.zh) : '')
  return {
    t,
    locale,
    say,
    time: (at: string | undefined) => (at ? formatTime(at, language()) : ''),
    day: (at: string | undefined) => (at ? formatDay(at, language()) : ''),
    /** What stands between sentences that belong together. */
    between: () => (locale.value === 'zh' ? '；' : '; '),
    list: (items: string[]) => items.join(locale.value === 'zh' ? '、' : ', '),
  }
}
