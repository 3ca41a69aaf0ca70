/** Every address the window knows. A screen takes its route as a prop and never reads the address itself. */
export type Route =
  | { name: 'welcome' }
  | { name: 'today' }
  /** `device`: the unit on the bench. */
  | { name: 'bench'; device?: string }
  /** `rma`: the number of the RMA whose units are expected. */
  | { name: 'scan-session'; rma?: string }
  /** `search`: the filters, as the tickets list writes them. */
  | { name: 'tickets'; search?: string }
  | { name: 'ticket'; number: string }
  /** `number`: the ticket's. */
  | { name: 'quote'; number: string }
  | { name: 'past-repairs' }
  | { name: 'fleet'; search?: string }
  | { name: 'fleet-import' }
  | { name: 'device'; id: string }
  | { name: 'rmas'; search?: string }
  | { name: 'new-rma' }
  | { name: 'rma'; id: string }
  | { name: 'where-to-send'; rma?: string; ticket?: string }
  /** `part`: the one that is open. */
  | { name: 'parts'; part?: string }
  | { name: 'loans' }
  | { name: 'centers' }
  /** `search`: the filters, as the tickets list writes them. */
  | { name: 'turnaround'; tab?: TurnaroundTab; search?: string }
  | { name: 'settings'; section?: SettingsSection }
  | { name: 'unknown'; path: string };

/** The parts of the settings, in the order they stand. */
export const SETTINGS_SECTIONS = ['general', 'money', 'windows', 'priors', 'bench', 'people', 'care'] as const;
export type SettingsSection = (typeof SETTINGS_SECTIONS)[number];

/** The views of the turnaround, in the order they stand. */
export const TURNAROUND_TABS = ['days', 'promises', 'flow', 'quality', 'people', 'money', 'what-if'] as const;
export type TurnaroundTab = (typeof TURNAROUND_TABS)[number];

export type RouteName = Route['name'];
export type RouteOf<N extends RouteName> = Extract<Route, { name: N }>;

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // A lone % in a hand-typed address is itself.
    return part;
  }
}

/** The route a hash names; anything it does not know is `unknown`, never an error. */
export function parse(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#/, '').split('?', 2);
  const parts = path.split('/').filter((part) => part !== '').map(decode);
  const query = new URLSearchParams(search);
  const [area, item] = parts;
  if (parts.length <= 1) {
    switch (area) {
      case undefined:
      case 'tickets':
        return search === '' ? { name: 'tickets' } : { name: 'tickets', search };
      case 'turnaround':
      case 'fleet':
      case 'rmas':
        return search === '' ? { name: area } : { name: area, search };
      case 'welcome':
      case 'today':
      case 'centers':
        return { name: area };
      case 'settings': {
        const section = SETTINGS_SECTIONS.find((each) => each === query.get('section'));
        return { name: area, ...(section && { section }) };
      }
      case 'parts': {
        const part = query.get('part');
        return { name: area, ...(part ? { part } : {}) };
      }
      case 'bench': {
        const device = query.get('device');
        return { name: area, ...(device ? { device } : {}) };
      }
      case 'scan': {
        const rma = query.get('rma');
        return { name: 'scan-session', ...(rma ? { rma } : {}) };
      }
      case 'where-to-send': {
        const [rma, ticket] = [query.get('rma'), query.get('ticket')];
        return { name: area, ...(rma ? { rma } : {}), ...(ticket ? { ticket } : {}) };
      }
    }
  } else if (parts.length === 2 && item !== undefined) {
    switch (area) {
      case 'tickets':
        return item === 'import' ? { name: 'past-repairs' } : { name: 'ticket', number: item };
      case 'turnaround': {
        const tab = TURNAROUND_TABS.find((each) => each === item);
        if (tab !== undefined) return { name: area, tab, ...(search === '' ? {} : { search }) };
        break;
      }
      case 'fleet':
        if (item === 'import') return { name: 'fleet-import' };
        break;
      case 'parts':
        if (item === 'loans') return { name: 'loans' };
        break;
      case 'devices':
        return { name: 'device', id: item };
      case 'rmas':
        return item === 'new' ? { name: 'new-rma' } : { name: 'rma', id: item };
    }
  }
  if (parts.length === 3 && area === 'tickets' && item !== undefined && parts[2] === 'quote') return { name: 'quote', number: item };
  return { name: 'unknown', path };
}

/** The hash of a route, for `href` and for the address bar: `parse(href(route))` is the route. */
export function href(route: Route): string {
  switch (route.name) {
    case 'tickets':
    case 'fleet':
    case 'rmas':
      return route.search ? `#/${route.name}?${route.search}` : `#/${route.name}`;
    case 'ticket':
      return `#/tickets/${encodeURIComponent(route.number)}`;
    case 'quote':
      return `#/tickets/${encodeURIComponent(route.number)}/quote`;
    case 'past-repairs':
      return '#/tickets/import';
    case 'fleet-import':
      return '#/fleet/import';
    case 'device':
      return `#/devices/${encodeURIComponent(route.id)}`;
    case 'new-rma':
      return '#/rmas/new';
    case 'rma':
      return `#/rmas/${encodeURIComponent(route.id)}`;
    case 'parts':
      return route.part ? `#/parts?part=${encodeURIComponent(route.part)}` : '#/parts';
    case 'loans':
      return '#/parts/loans';
    case 'bench':
      return route.device ? `#/bench?device=${encodeURIComponent(route.device)}` : '#/bench';
    case 'scan-session':
      return route.rma ? `#/scan?rma=${encodeURIComponent(route.rma)}` : '#/scan';
    case 'where-to-send': {
      const query = new URLSearchParams();
      if (route.rma) query.set('rma', route.rma);
      if (route.ticket) query.set('ticket', route.ticket);
      const search = query.toString();
      return search === '' ? '#/where-to-send' : `#/where-to-send?${search}`;
    }
    case 'turnaround': {
      const path = route.tab ? `#/turnaround/${route.tab}` : '#/turnaround';
      return route.search ? `${path}?${route.search}` : path;
    }
    case 'settings':
      return route.section ? `#/settings?section=${route.section}` : '#/settings';
    case 'unknown':
      return `#${route.path}`;
    default:
      return `#/${route.name}`;
  }
}

/** The record or screen a route is, whatever its filters: two routes with one place are one page to a person. */
export function placeOf(route: Route): string {
  return href(route).replace(/\?.*/, '');
}
