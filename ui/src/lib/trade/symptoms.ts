import { words } from './words';

/** A symptom as a ticket carries it: the catalog's own in the window's language, a person's words as they are. */
export function symptomName(symptom: string): string {
  return words.symptoms[symptom] ?? symptom;
}
