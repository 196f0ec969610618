// Input methods for Chinese: while someone composes, what stands in the field is not yet what they mean.

/** What a field holds, once it is meant; undefined while it is still being composed. */
export function settled(event: Event): string | undefined {
  if (event.type === 'input' && (event as InputEvent).isComposing) return undefined
  return (event.target as HTMLInputElement | HTMLTextAreaElement).value
}
