/** The serials of a paste, whatever stands between them, each once. */
export function serialsOf(pasted: string): string[] {
  return [...new Set(pasted.split(/[\s,;|"']+/).filter((part) => part !== ''))];
}
