export { badgeOf, personOnBadge, Present, providePresent, usePresent } from './present.svelte';
