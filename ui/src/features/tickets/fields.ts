import type { Backend } from '$lib/api/backend';
import type { Center, Choices, Customer, FaultClass, Symptom, TicketRow } from '$lib/api/bindings.gen';
import { showDay } from '$lib/format/dates';
import type { FilterField } from '$lib/lists';
import { HOLD_REASONS, HOLDERS, STAGES, STAGE_ORDER } from '$lib/trade';
import { DEVICE_KINDS, LEVELS, WARRANTY_CLASSES } from '$lib/trade/kinds';
import { choicesOf, type Choice } from '$lib/ui';
import { CalendarIcon, CenterIcon, CustomerIcon, DiagnoseIcon, HoldIcon, IdleIcon, ModelIcon, PackageIcon, RetryIcon, RmaIcon, RouteIcon, TestIcon, WaitingIcon, WarnIcon } from '$lib/ui/icons';
import { AGES, NOBODY, type TicketField } from '$lib/ticket-query';
import { words } from './words';

/** What the desk knows to choose from, as far as it is read. */
export interface Known {
  customers: readonly Customer[];
  centers: readonly Center[];
  symptoms: readonly Symptom[];
  faults: readonly FaultClass[];
  choices: Choices | undefined;
  /** Who works here or has tickets. */
  people: readonly string[];
  /** Rows on screen: they know the names of what an address only has the ids of. */
  rows: Iterable<TicketRow>;
}

const plain = (values: readonly string[]): Choice[] => values.map((value) => ({ value, label: value }));
const spans = (days: readonly number[], say: (days: number) => string): Choice[] => days.map((day) => ({ value: String(day), label: say(day) }));

/** A day as it is typed, or as it is shown once it is one. */
const showTyped = (value: string): string => (/^\d{4}-\d\d-\d\d$/.test(value) ? showDay(value) : value);

/** The filters of the list, in the order of the menu; `show` is a switch of its own. */
export function ticketFields(backend: Pick<Backend, 'models'>, { customers, centers, symptoms, faults, choices, people, rows }: Known): FilterField[] {
  const named = (id: keyof TicketRow, name: keyof TicketRow) => (value: string) => {
    for (const row of rows) if (row[id] === value) return String(row[name] ?? value);
    return undefined;
  };
  const found = new Map<string, string>();
  const fields: Record<Exclude<TicketField, 'show'>, Omit<FilterField, 'id'>> = {
    stage: { label: words.stage, icon: IdleIcon, many: true, choices: STAGE_ORDER.map((value) => ({ value, label: STAGES[value].label, icon: STAGES[value].icon })) },
    hold: { label: words.hold, icon: HoldIcon, many: true, choices: [{ value: 'any', label: words.held }, { value: 'none', label: words.notHeld }, ...choicesOf(HOLD_REASONS)] },
    holder: { label: words.whoseTime, icon: WaitingIcon, choices: choicesOf(HOLDERS).filter(({ value }) => value !== 'nobody') },
    late: { label: words.fieldLate, icon: WarnIcon, many: true, choices: choicesOf({ due: words.lateDue, promise: words.latePromise }) },
    due: { label: words.fieldDue, icon: CalendarIcon, choices: spans([0, 3, 7, 14, 30], words.dueIn) },
    assignee: { label: words.assignee, icon: CustomerIcon, choices: [{ value: NOBODY, label: words.nobody }, ...plain(people)] },
    center: { label: words.center, icon: CenterIcon, choices: centers.map(({ id, name }) => ({ value: id, label: name })), nameOf: named('center_id', 'center') },
    region: { label: words.region, icon: RouteIcon, choices: choicesOf({ us: words.regionUs, overseas: words.regionOverseas }) },
    customer: { label: words.customer, icon: CustomerIcon, choices: customers.map(({ party }) => ({ value: party.id, label: party.name })), nameOf: named('customer_id', 'customer') },
    site: { label: words.site, icon: RouteIcon, choices: customers.flatMap(({ party, sites }) => sites.map((site) => ({ value: site.id, label: site.name, detail: party.name }))), nameOf: named('site_id', 'site') },
    maker: { label: words.maker, icon: ModelIcon, choices: plain(choices?.makers ?? []) },
    model: {
      label: words.model,
      icon: ModelIcon,
      search: async (text) => {
        const models = await backend.models(text.trim(), 40);
        for (const model of models) found.set(model.id, model.name);
        return models.map((model) => ({ value: model.id, label: model.name, detail: model.maker }));
      },
      nameOf: (value) => found.get(value) ?? named('model_id', 'model')(value) ?? words.oneModel,
    },
    rma: { label: words.rma, icon: RmaIcon, nameOf: (value) => named('rma_id', 'rma')(value) ?? words.oneRma },
    age: { label: words.age, icon: WaitingIcon, choices: AGES.map((value) => ({ value, label: words.ages[value] })) },
    instage: { label: words.inStageFor, icon: WaitingIcon, choices: spans([3, 7, 14, 30, 60], words.atLeast) },
    untouched: { label: words.untouchedFor, icon: WaitingIcon, choices: spans([3, 7, 14, 30], words.atLeast) },
    warranty: { label: words.warranty, icon: PackageIcon, choices: choicesOf(WARRANTY_CLASSES) },
    symptom: { label: words.symptom, icon: DiagnoseIcon, choices: symptoms.map(({ code, label }) => ({ value: code, label, detail: code })) },
    bounce: { label: words.cameBack, icon: RetryIcon, choices: choicesOf({ yes: words.bouncesOnly, no: words.noBounces }) },
    without: { label: words.without, icon: TestIcon, many: true, choices: choicesOf({ serial: words.withoutSerial, photo: words.withoutPhoto, test: words.withoutTest }) },
    component: { label: words.component, icon: ModelIcon, choices: choicesOf(DEVICE_KINDS) },
    level: { label: words.level, icon: TestIcon, choices: choicesOf(LEVELS) },
    lane: { label: words.lane, icon: RouteIcon, nameOf: () => words.oneLane },
    fault: { label: words.fault, icon: DiagnoseIcon, nameOf: (value) => faults.find(({ code }) => code === value)?.label, choices: faults.map(({ code, label }) => ({ value: code, label, detail: code })) },
    filed: { label: words.filed, icon: RmaIcon, choices: choicesOf({ yes: words.filedOnly }) },
    since: { label: words.filedFrom, icon: CalendarIcon, typed: words.aDay, nameOf: showTyped },
    until: { label: words.filedTo, icon: CalendarIcon, typed: words.aDay, nameOf: showTyped },
    numbers: { label: words.behind, icon: RouteIcon, nameOf: (value) => words.theseTickets(value.split(',').length) },
    box: { label: words.box, icon: PackageIcon, choices: plain(choices?.boxes ?? []), typed: words.boxLabel },
  };
  return Object.entries(fields).map(([id, field]) => ({ id, ...field }));
}
