// One wish, one key: what is sent again after a lost line carries the key of the first try, so that the
// server does it once.
import { newKey } from '@/api/client'

export class Wish {
  private body = ''
  private key = ''

  /** The same for the same wish until it was answered. */
  keyFor(body: unknown): string {
    const text = JSON.stringify(body)
    if (text !== this.body || this.key === '') {
      this.body = text
      this.key = newKey()
    }
    return this.key
  }

  /** An answer came, whatever it was: the next try is a new wish. */
  answered(): void {
    this.key = ''
  }
}
