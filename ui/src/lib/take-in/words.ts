import { words as all } from '$lib/words';

export const words = all.takeIn;

/** A field of the list as a person calls it; one without a word is read off its own name. */
export function fieldName(field: string): string {
  const plain = field.replaceAll('_', ' ');
  return words.fields[field] ?? plain.charAt(0).toUpperCase() + plain.slice(1);
}
