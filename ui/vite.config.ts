/// <reference types="vitest/config" />
import { fileURLToPath, URL } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  plugins: [vue()],
  resolve: {
    alias: {
      '@': here('./src'),
      // JSON Forms asks for ajv, which writes code at run time; the content-security policy forbids that.
      'ajv-formats': here('./src/forms/ajv-formats.ts'),
      ajv: here('./src/forms/ajv.ts'),
    },
  },
  define: { __VUE_I18N_LEGACY_API__: false, __VUE_I18N_FULL_INSTALL__: false, __INTLIFY_PROD_DEVTOOLS__: false },
  build: { target: 'chrome87', cssTarget: 'chrome87', reportCompressedSize: true, assetsInlineLimit: 0 },
  server: { proxy: { '/api': 'http://127.0.0.1:8080', '/openapi.json': 'http://127.0.0.1:8080' } },
  test: { environment: 'happy-dom', include: ['src/**/*.test.ts'], server: { deps: { inline: [/@jsonforms/] } } },
})
