import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative, sep } from 'node:path';

/** The sources as the tests of the catalogue read them. */
export interface Source {
  /** From `src`, with forward slashes. */
  path: string;
  text: string;
}

const SRC = 'src';
const LANGUAGE_FILE = /^lib\/words\/(?:en|es|ru|zh)\//;
/** What no person sees: tests, what only tests show, the gallery of components, made-up samples. */
const UNSEEN = /\.test\.(?:ts|svelte)$|\/TestTable\.svelte$|^gallery\/|\/samples\.ts$|\/stub\.ts$|\.gen\.ts$|^lib\/words\//;

export function filesUnder(folder: string): Source[] {
  return readdirSync(join(SRC, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:ts|svelte)$/.test(name))
    .map((name) => join(folder, name).split(sep).join('/'))
    .map((path) => ({ path, text: readFileSync(join(SRC, path), 'utf8') }));
}

/** Everything that may use a word. */
export function usingSources(): Source[] {
  return filesUnder('.').filter(({ path }) => !LANGUAGE_FILE.test(path));
}

/** Everything whose text a person may see. */
export function seenSources(): Source[] {
  return filesUnder('.').filter(({ path }) => !UNSEEN.test(path));
}

/** "lib/compare/words.ts" from "features/settings/PriorsSection.svelte" and "$lib/compare/words". */
export function resolved(from: string, specifier: string): string {
  const bare = specifier.startsWith('$lib/') ? join('lib', specifier.slice('$lib/'.length)) : normalize(join(dirname(from), specifier));
  return relative('.', bare).split(sep).join('/');
}
