import type { IconComponent } from './icons';

/** One thing to choose from. */
export interface Choice<V extends string = string> {
  value: V;
  label: string;
  /** A quieter word at the end of the line. */
  detail?: string;
  icon?: IconComponent;
  disabled?: boolean;
}

/** What can be chosen, out of its words or looks, in their order. */
export function choicesOf<V extends string>(table: Readonly<Record<V, string | { label: string; icon?: IconComponent }>>): Choice<V>[] {
  return (Object.entries(table) as [V, string | { label: string; icon?: IconComponent }][]).map(([value, look]) => {
    if (typeof look === 'string') return { value, label: look };
    return { value, label: look.label, ...(look.icon === undefined ? {} : { icon: look.icon }) };
  });
}
