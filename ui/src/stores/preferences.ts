// What a visitor has chosen on this device: language and elder mode.
import { defineStore } from 'pinia'
import { ref, watch } from 'vue'
import { setLanguage, type Language } from '@/i18n'

function stored(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null // private windows of some browsers refuse
  }
}

function store(key: string, value: string): void {
  try {
    localStorage.setItem(key, value)
  } catch {
    // The choice then lasts as long as the page.
  }
}

export const usePreferences = defineStore('preferences', () => {
  const language = ref<Language>(stored('language') === 'en' ? 'en' : 'zh')
  const elder = ref(stored('elder') === 'yes')

  watch(
    language,
    (chosen) => {
      store('language', chosen)
      void setLanguage(chosen)
    },
    { immediate: true },
  )
  watch(
    elder,
    (on) => {
      store('elder', on ? 'yes' : 'no')
      document.documentElement.classList.toggle('elder', on)
    },
    { immediate: true },
  )
  return { language, elder }
})
