import type { Router } from '$lib/router';
import type { Appearance } from '$lib/theme/theme.svelte';
import { AddIcon, DarkThemeIcon, KeysIcon, LanguageIcon, UploadIcon, type IconComponent } from '$lib/ui/icons';
import { choose, language, LANGUAGE_NAMES, LANGUAGES } from '$lib/words/language';
import { AREAS } from './areas';
import { words } from './words';

export interface Command {
  label: string;
  icon: IconComponent;
  keys?: string;
  run: () => void;
}

/** What can be done from anywhere. */
export function commandsOf(router: Router, appearance: Appearance, showKeys: () => void): Command[] {
  return [
    { label: words.newRma, icon: AddIcon, keys: 'n', run: () => router.go({ name: 'new-rma' }) },
    { label: words.importList, icon: UploadIcon, run: () => router.go({ name: 'fleet-import' }) },
    { label: words.pastRepairs, icon: UploadIcon, run: () => router.go({ name: 'past-repairs' }) },
    ...AREAS.map((area) => ({ label: words.goToArea(area.label), icon: area.icon, keys: area.keys, run: () => router.go(area.route) })),
    { label: words.toggleTheme, icon: DarkThemeIcon, run: () => toggleTheme(appearance) },
    ...LANGUAGES.filter((other) => other !== language).map((other) => ({ label: words.speak(LANGUAGE_NAMES[other]), icon: LanguageIcon, run: () => choose(other) })),
    { label: words.showKeys, icon: KeysIcon, keys: '?', run: showKeys },
  ];
}

/** From light to dark and back; a theme that follows the system turns to its other one. */
export function toggleTheme(appearance: Appearance): void {
  const isDark = appearance.theme === 'system' ? matchMedia('(prefers-color-scheme: dark)').matches : appearance.theme === 'dark';
  appearance.theme = isDark ? 'light' : 'dark';
}
