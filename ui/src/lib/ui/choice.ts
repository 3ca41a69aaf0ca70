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
