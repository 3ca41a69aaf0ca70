import type { RouteAnswer } from '$lib/api/bindings.gen';

const countries = new Intl.DisplayNames('en', { type: 'region' });

/** "Hong Kong", or the code as it is when nobody knows it. */
export function countryName(code: string): string {
  try {
    return countries.of(code) ?? code;
  } catch {
    return code;
  }
}

/** "Denver", "Montreal, Canada"; a city that is its country is said once, and the region's mark already says US. */
export function placeOf({ city, country }: Pick<RouteAnswer, 'city' | 'country'>): string {
  const name = countryName(country).replace(/ SAR China$/, '');
  if (city === null || city === name) return name;
  return country === 'US' ? city : `${city}, ${name}`;
}
