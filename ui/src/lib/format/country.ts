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
    // The short names are what people say: США, EE. UU., 香港. English ones are abbreviations but for these two,
    // whose long names end in "SAR China".
    return namesIn(locale.startsWith('en') && code !== 'HK' && code !== 'MO' ? 'long' : 'short').of(code) ?? code;
  } catch {
    return code;
  }
}
