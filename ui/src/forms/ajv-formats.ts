// Formats are known to the validator already; JSON Forms only wants to call something here.
export default function addFormats<T>(validator: T): T {
  return validator
}
