export type TextField = HTMLInputElement | HTMLTextAreaElement;

const TEXT_TYPES = new Set(['text', 'search', 'tel', 'url', 'email', 'password', 'number']);

export function textField(target: EventTarget | null): TextField | null {
  if (target instanceof HTMLTextAreaElement) return target;
  if (target instanceof HTMLInputElement && TEXT_TYPES.has(target.type)) return target;
  return null;
}

/** What a field held before the first key of a burst, and how to put it back. */
export interface Before {
  field: TextField;
  value: string;
  start: number | null;
  end: number | null;
}

export function remember(field: TextField): Before {
  return { field, value: field.value, start: field.selectionStart, end: field.selectionEnd };
}

/** Puts the text and the caret back, and tells whoever listens that the value changed. */
export function restore({ field, value, start, end }: Before): void {
  if (field.value !== value) setValue(field, value);
  if (start !== null && end !== null) field.setSelectionRange(start, end);
}

export function setValue(field: TextField, value: string): void {
  field.value = value;
  field.dispatchEvent(new Event('input', { bubbles: true }));
}
