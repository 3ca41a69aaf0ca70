/**
 * Every word the window says, in four languages, typed: the compiler refuses a string that is missing, misspelt or has the
 * wrong parameters in any of them.
 *
 * To add a string: put it into `en/<area>.ts`, and into the same file of `es`, `ru` and `zh` (svelte-check names those
 * still missing). A string with a value in it is a function; a count goes through `counted` or `plural` of
 * `$lib/format/plural`, which take the forms the language has (en, es: one, other; ru: one, few, many; zh: one form).
 * To use it: a folder of screens has a `words.ts` of one line, `export const words = all.tickets`, and components say
 * `words.title`; what the trade calls things (stages, holds, warranty) is in `$lib/trade`. Numbers, days and money go
 * through `$lib/format`, never through a formatter or a locale of one's own. A new area is a file in each language and a line in each index.
 *
 * The language is loaded before the first component is, and choosing another opens the window anew: a word may therefore
 * be read at any time, also in a module's own constants. Tests speak English; `speak('ru')` changes what `words` gives
 * from then on.
 */
import { setLanguage, type Language } from './language';
import type { en } from './en';

export type Words = typeof en;

/** The catalogue of the language in use. Set by `speak` before any component is loaded. */
export let words: Words;

const CATALOGUES: Readonly<Record<Language, () => Promise<Words>>> = {
  en: async () => (await import('./en')).en,
  'zh-Hans': async () => (await import('./zh')).zh,
  es: async () => (await import('./es')).es,
  ru: async () => (await import('./ru')).ru,
};

/** Loads a language and uses it from here on. */
export async function speak(language: Language): Promise<void> {
  words = await CATALOGUES[language]();
  setLanguage(language);
  document.documentElement.lang = language;
}
