import type { Router } from '$lib/router';
import type { Appearance } from '$lib/theme/theme.svelte';
import { DarkThemeIcon, DensityIcon, LanguageIcon, SettingsIcon, SwapIcon, UploadIcon } from '$lib/ui/icons';
import { SETTINGS_SECTIONS } from '$lib/router';
import { words as all } from '$lib/words';
import { choose, language, LANGUAGE_NAMES, LANGUAGES } from '$lib/words/language';
import type { Action } from './actions';
import { words } from './words';

/** What can be done from anywhere and is too seldom for a key. */
export function commandsOf(router: Router, appearance: Appearance): Action[] {
  return [
    { id: 'import', label: words.importList, group: words.do, icon: UploadIcon, run: () => router.go({ name: 'fleet-import' }) },
    { id: 'past-repairs', label: words.pastRepairs, group: words.do, icon: UploadIcon, run: () => router.go({ name: 'past-repairs' }) },
    { id: 'loans', label: all.loans.title, group: words.goTo, icon: SwapIcon, run: () => router.go({ name: 'loans' }) },
    { id: 'theme', label: words.toggleTheme, group: words.view, icon: DarkThemeIcon, run: () => toggleTheme(appearance) },
    { id: 'density', label: words.toggleDensity, group: words.view, icon: DensityIcon, run: () => toggleDensity(appearance) },
    ...SETTINGS_SECTIONS.map((section) => ({
      id: `settings ${section}`,
      label: all.settings.section[section],
      group: words.settings,
      icon: SettingsIcon,
      run: () => router.go({ name: 'settings', section }),
    })),
    ...LANGUAGES.filter((each) => each !== language).map((each) => ({
      id: `language ${each}`,
      label: LANGUAGE_NAMES[each],
      group: words.language,
      icon: LanguageIcon,
      run: () => choose(each),
    })),
  ];
}

/** From light to dark and back; a theme that follows the system turns to its other one. */
export function toggleTheme(appearance: Appearance): void {
  const isDark = appearance.theme === 'system' ? matchMedia('(prefers-color-scheme: dark)').matches : appearance.theme === 'dark';
  appearance.theme = isDark ? 'light' : 'dark';
}

function toggleDensity(appearance: Appearance): void {
  appearance.density = appearance.density === 'dense' ? 'comfortable' : 'dense';
}
