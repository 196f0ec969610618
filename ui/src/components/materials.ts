// Files before they are sent: their type, size and how both are written.

const endings: Record<string, string[]> = {
  'application/pdf': ['.pdf'],
  'image/jpeg': ['.jpg', '.jpeg'],
  'image/png': ['.png'],
  'application/ofd': ['.ofd'],
}

const endingsOf = (type: string) => endings[type] ?? []

export function acceptOf(types: string[]): string {
  return types.flatMap((type) => [type, ...endingsOf(type)]).join(',')
}

export function typeNames(types: string[]): string {
  return types.map((type) => (type.split('/')[1] ?? type).toUpperCase()).join(' / ')
}

export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  if (bytes < 1024 * 1024) return `${Math.ceil(bytes / 1024)} KB`
  const mega = bytes / 1024 / 1024
  return `${mega < 10 ? (Math.ceil(mega * 10) / 10).toString() : Math.ceil(mega)} MB`
}

/** What the door of the server would refuse anyway, said at once. */
export function uploadFault(file: File, limits: { types: string[]; bytes: number }): 'size' | 'type' | undefined {
  if (file.size > limits.bytes) return 'size'
  const name = file.name.toLowerCase()
  const fits = limits.types.some((type) => file.type === type || endingsOf(type).some((ending) => name.endsWith(ending)))
  return fits ? undefined : 'type'
}
