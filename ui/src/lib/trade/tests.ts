import { words } from './words';

export const TEST_KINDS = words.tests;
