import { locale } from '$lib/words/language';

const names = new Map<string, Intl.DisplayNames>();

function namesIn(style: 'long' | 'short'): Intl.DisplayNames {
  const key = locale + style;
  const made = names.get(key) ?? new Intl.DisplayNames(locale, { type: 'region', style });
  names.set(key, made);
  return made;
}

/** "Hong Kong", or the code as it is when nobody knows it. */
export function countryName(code: string): string {
  try {
    // "Hong Kong SAR China" is not what anybody says, and "UK" is not what a table says.
    return namesIn(code === 'HK' || code === 'MO' ? 'short' : 'long').of(code) ?? code;
  } catch {
    return code;
  }
}
