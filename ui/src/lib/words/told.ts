import type { Changed, Reason, Told } from '$lib/api/bindings.gen';

type Sayings<T, Tag extends keyof T> = T extends Record<Tag, infer Key extends string> ? { [K in Key]: Exclude<keyof T, Tag> extends never ? string : (it: T) => string } : never;
type All<U> = (U extends unknown ? (it: U) => void : never) extends (it: infer I) => void ? I : never;

/** A sentence for every kind of history line; one without values is a plain string. */
export type History = All<Sayings<Told, 'kind'>>;
/** What of a ticket was set, as part of a sentence. */
export type Changes = All<Sayings<Changed, 'what'>>;
export type Reasons = All<Sayings<Reason, 'kind'>>;
