/** The languages the window speaks, as BCP 47 names them. */
export const LANGUAGES = ['en', 'zh-Hans', 'es', 'ru'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Each in its own words, so that it is found by whoever reads no other. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', 'zh-Hans': '简体中文', es: 'Español', ru: 'Русский' };

/** How numbers, days and money are written when the system says nothing nearer. */
const LOCALES: Readonly<Record<Language, string>> = { en: 'en-US', 'zh-Hans': 'zh-CN', es: 'es', ru: 'ru-RU' };

const KEY = 'hashmend.language';

function isLanguage(text: string | null): text is Language {
  return LANGUAGES.some((language) => language === text);
}

/** The language of a BCP 47 tag, when it is one of ours. Traditional Chinese is read in simplified: nearer than English. */
function languageOf(tag: string): Language | undefined {
  const [primary] = tag.toLowerCase().split('-');
  return LANGUAGES.find((language) => language.split('-')[0] === primary);
}

/** What was chosen here, else the first language of the system that is ours, else English. */
export function preferred(stored: string | null = storedLanguage(), system: readonly string[] = navigator.languages): Language {
  if (isLanguage(stored)) return stored;
  for (const tag of system) {
    const language = languageOf(tag);
    if (language !== undefined) return language;
  }
  return 'en';
}

/** "es-AR" on an Argentine system and "es" elsewhere: the words are the same, how a number is written is not. */
export function localeOf(language: Language, system: readonly string[] = navigator.languages): string {
  return system.find((tag) => languageOf(tag) === language && (language !== 'zh-Hans' || !/^zh-(?:hant|tw|hk|mo)/i.test(tag))) ?? LOCALES[language];
}

function storedLanguage(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    // Storage may be refused; the system's language is then used.
    return null;
  }
}

/** The language in use. It never changes under a running window. */
export let language: Language = 'en';
/** Its locale, for everything `Intl` writes. */
export let locale: string = LOCALES.en;

/** Only for `speak`. */
export function setLanguage(to: Language): void {
  language = to;
  locale = localeOf(to);
}

/**
 * Keeps the choice and opens the window again in it.
 *
 * Every string read so far stays right for as long as the window lives, so nobody has to ask a label twice; the address
 * stays, and what was being typed is in the desk's scratch.
 */
export function choose(to: Language, reload: () => void = () => location.reload()): void {
  localStorage.setItem(KEY, to);
  if (to !== language) reload();
}
