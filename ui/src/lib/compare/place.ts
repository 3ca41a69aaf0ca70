import { countryName } from '$lib/format/country';
import type { RouteAnswer } from '$lib/api/bindings.gen';

/** Countries that are a city, whatever either is called in the language in use. */
const CITIES: ReadonlySet<string> = new Set(['HK', 'MO', 'SG', 'MC', 'VA']);

/** "Denver", "Montreal, Canada"; a city that is its country is said once, and the region's mark already says US. */
export function placeOf({ city, country }: Pick<RouteAnswer, 'city' | 'country'>): string {
  const name = countryName(country);
  if (city === null || CITIES.has(country)) return name;
  return country === 'US' ? city : `${city}, ${name}`;
}
