import { words as all } from '$lib/words';

export const words = all.quote;
