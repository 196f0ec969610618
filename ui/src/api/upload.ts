// Sends a file with its progress, which fetch does not tell.
import { currentLanguage } from '@/i18n'
import { Problem, problemOf } from './problem'

/** The answer with its version; what goes wrong is a Problem. `told` hears how much is sent, in percent. */
export function uploadFile<T>(path: string, file: File, told: (percent: number) => void): Promise<{ data: T; version: string | undefined }> {
  const language = currentLanguage()
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', path)
    request.setRequestHeader('Content-Type', 'application/octet-stream')
    request.setRequestHeader('Accept-Language', language)
    request.responseType = 'text'
    request.upload.onprogress = (event) => event.lengthComputable && told(Math.round((event.loaded / event.total) * 100))
    request.onerror = () => reject(new Problem(0, 'network', '', ''))
    request.onload = () => {
      let body: unknown
      try {
        body = JSON.parse(request.responseText)
      } catch {
        body = undefined
      }
      if (request.status >= 200 && request.status < 300) resolve({ data: body as T, version: request.getResponseHeader('ETag') ?? undefined })
      else reject(problemOf(request.status, body, language))
    }
    request.send(file)
  })
}
