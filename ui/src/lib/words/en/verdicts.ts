import { showDay } from '$lib/format/dates';
import { counted } from '$lib/format/plural';
import { spoken, type CannotTakes, type CellTroubles, type DateProblems, type MacProblems, type SerialProblems, type Unlikes, type Verdicts, type WarrantyWhys } from '../told';
import { takeIn } from './take-in';
import { trade } from './trade';

const days = (n: number): string => counted(n, 'day', 'days');
const listed = (names: readonly string[], more: number): string => (more === 0 ? names.join(', ') : `${names.join(', ')} and ${more} more`);

const serial = {
  missing: 'no serial here; type or scan the one on the label',
  placeholder: ({ typed }) => `“${typed}” stands for “no serial”; type or scan the one on the label`,
  scientific_notation: ({ typed }) => `“${typed}” is a serial a spreadsheet turned into a number, and digits are lost; format the column as text and paste the serial from its source again`,
  digits_lost: ({ typed }) => `“${typed}” has more digits than a spreadsheet number keeps, so the last ones are not to be trusted; format the column as text and paste it from its source again`,
  spreadsheet_error: ({ typed }) => `“${typed}” is a spreadsheet’s error, not a serial; mend the formula or paste the serial`,
  several_serials: ({ typed }) => `“${typed}” holds more than one serial; put each on its own row`,
  too_long: ({ length }) => `${length} characters are too many for a serial; labels known have at most 33`,
  unreadable: ({ character, position }) => `character ${position} (${character}) cannot be part of a serial; letters and digits are expected`,
} satisfies SerialProblems;
const mac = {
  missing: 'no MAC address here',
  scientific_notation: ({ typed }) => `“${typed}” is a MAC address a spreadsheet turned into a number; format the column as text and paste it again`,
  malformed: ({ typed }) => `“${typed}” is not a MAC address: 12 hex digits are expected, as 02:42:AC:11:00:02`,
} satisfies MacProblems;
const date = {
  not_a_date: ({ typed }) => `“${typed}” is not a date; write it as 2025-04-03`,
  ambiguous: ({ typed }) => `“${typed}” could be two dates; write it as 2025-04-03, or say which comes first`,
  out_of_range: ({ typed }) => `“${typed}” is outside the years 2009 to 2099, when miners are bought and repaired`,
} satisfies DateProblems;
const cell = {
  serial: ({ why }) => spoken(serial, why.problem, why),
  mac: ({ why }) => spoken(mac, why.problem, why),
  date: ({ why }) => spoken(date, why.problem, why),
  part: ({ typed }) => `“${typed}” is no kind of unit; miner, hashboard, control board or PSU is expected`,
  too_long: ({ characters }) => `${characters} characters; the first 2000 were kept`,
} satisfies CellTroubles;
const unlike = {
  characters: ({ at }) => at.map(([position, here, there]) => `character ${position} is ${here} here and ${there} there`).join(', '),
  swapped: ({ position }) => `characters ${position} and ${position + 1} are swapped`,
  one_more: ({ position, character }) => `character ${position} (${character}) is one more`,
  one_less: ({ position, character }) => `it lacks character ${position} (${character})`,
} satisfies Unlikes;
const warranty = {
  on_repair: ({ days: n, maker, sent_back, until }) => `back inside the ${days(n)} ${maker ?? 'its repair center'} gives on a repair: sent back ${showDay(sent_back)}, covered until ${showDay(until)}`,
  doa_window: ({ maker, days: n, dispatched, until }) => `inside the DOA window of ${maker ?? 'the maker'}, ${days(n)}: dispatched ${showDay(dispatched)}, claim until ${showDay(until)}`,
  until: ({ until }) => `in warranty until ${showDay(until)}`,
  ended: ({ on }) => `the warranty ended on ${showDay(on)}`,
  inside: ({ maker, days: n, dispatched, until }) => `${maker ?? 'the maker'} publishes ${days(n)}: dispatched ${showDay(dispatched)}, until ${showDay(until)}`,
  outside: ({ maker, days: n, dispatched }) => `${maker ?? 'the maker'} publishes ${days(n)}, and it was dispatched ${showDay(dispatched)}`,
  no_length: ({ maker }) => `no warranty length is published for ${maker ?? 'the maker'}`,
  no_date: ({ days: n }) => `no date known; published length is ${days(n)}`,
  nothing_known: 'no date known, and no published length',
  from_log: ({ file, case: name }) => `from the log ${file}, case ${name}`,
} satisfies WarrantyWhys;
const cannot = {
  spoilt: ({ why }) => spoken(serial, why.problem, why),
  same_as_row: ({ row }) => `it is the same unit as row ${row}; mend its serial if it is another`,
  on_open_ticket: ({ number }) => `the unit is on the open ticket ${number}; that must be closed or cancelled first`,
  needs_serial: 'an RMA needs the serial on the label; type or scan it',
} satisfies CannotTakes;

/** What other sentences are made of. */
export const troubles = { serial, mac, date, cell, unlike, cannot };

/** What is said of a row of a list, and of a unit’s warranty. */
export const verdicts = {
  warranty,
  said: {
    spoilt: ({ why }) => spoken(serial, why.problem, why),
    only_mac: ({ why }) => `${spoken(serial, why.problem, why)}; its MAC alone names it, take it so only if the label is lost`,
    on_open_ticket: ({ number, stage, files }) =>
      files ? `already on the open ticket ${number} (${trade.stages[stage]}); it cannot be filed a second time before that is closed or cancelled` : `on the open ticket ${number} (${trade.stages[stage]})`,
    same_as_row: ({ row }) => `the same serial as row ${row}, which stands for the unit; mend this one if it is another unit’s`,
    looks_like: ({ of, row, how }) => `looks like ${of} ${row === null ? 'in the fleet' : `in row ${row}`}: ${spoken(unlike, how.kind, how)}; read the label, then mend it or take it as it is`,
    second_return: ({ number, why }) => `second return of ${number}: ${spoken(warranty, why.kind, why)}; claim it under the repair’s warranty`,
    no_such_model: 'the catalog does not have this model',
    model_may_be: ({ written, names, more }) => `“${written}” may be ${listed(names, more)}; choose one`,
    model_unknown: ({ written, nearest, more }) =>
      nearest.length > 0
        ? `the catalog has no model “${written}”; nearest: ${listed(nearest, more)}. Without one it is taken under the name written`
        : `the catalog has no model “${written}”; choose one or add it, else it is taken under the name written`,
    no_such_customer: ({ name }) => `there is no customer “${name}” here; add it under Settings, or choose one for the whole list`,
    no_such_site: ({ name }) => `the customer has no site “${name}” here; add it under Settings, or choose one for the whole list`,
    no_slot: ({ parent }) => `it is said to sit in ${parent ?? 'a miner'}, but not where; a slot such as HB0 is expected, and it is left out of the miner without one`,
    cell: ({ field, trouble }) => `${takeIn.fields[field] ?? field}: ${spoken(cell, trouble.kind, trouble)}; the unit is taken without it`,
    known: ({ code, adds }) => (adds ? `in the fleet as ${code}; what this row says more will be added to it` : `in the fleet as ${code}, and this row says nothing new`),
    new: ({ strange }): string => (strange ? 'not in the fleet yet; its serial has no maker’s format known here' : 'not in the fleet yet'),
  } satisfies Verdicts,
};
