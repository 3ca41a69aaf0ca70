/** The word for a count, by the locale's plural rules: `one` and `other` are enough for English. */
export function plural(count: number, forms: { one: string; other: string } & Partial<Record<Intl.LDMLPluralRule, string>>, locale = 'en-US'): string {
  return forms[new Intl.PluralRules(locale).select(count)] ?? forms.other;
}

/** "1 unit", "1,204 units". */
export function counted(count: number, one: string, other: string, locale = 'en-US'): string {
  return `${new Intl.NumberFormat(locale).format(count)} ${plural(count, { one, other }, locale)}`;
}
