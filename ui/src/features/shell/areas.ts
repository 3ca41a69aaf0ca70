import { BenchIcon, CenterIcon, FleetIcon, PartIcon, RmaIcon, RouteIcon, ScanIcon, SettingsIcon, TicketIcon, TodayIcon, TurnaroundIcon, type IconComponent } from '$lib/ui/icons';
import type { Route, RouteName } from '$lib/router';
import { words } from './words';

export interface Area {
  label: string;
  icon: IconComponent;
  route: Route;
  keys: string;
  /** The routes that belong to it, so that its entry is marked on all of them. */
  holds: readonly RouteName[];
}

/** The rail, top to bottom. An area joins it on the day it works. */
export const AREAS: readonly Area[] = [
  { label: words.today, icon: TodayIcon, route: { name: 'today' }, keys: 'g d', holds: ['today'] },
  { label: words.tickets, icon: TicketIcon, route: { name: 'tickets' }, keys: 'g t', holds: ['tickets', 'ticket', 'quote', 'past-repairs'] },
  { label: words.bench, icon: BenchIcon, route: { name: 'bench' }, keys: 'g b', holds: ['bench'] },
  { label: words.parts, icon: PartIcon, route: { name: 'parts' }, keys: 'g p', holds: ['parts', 'loans'] },
  { label: words.fleet, icon: FleetIcon, route: { name: 'fleet' }, keys: 'g f', holds: ['fleet', 'fleet-import', 'device'] },
  { label: words.rmas, icon: RmaIcon, route: { name: 'rmas' }, keys: 'g r', holds: ['rmas', 'rma', 'new-rma'] },
  { label: words.scan, icon: ScanIcon, route: { name: 'scan-session' }, keys: 'g x', holds: ['scan-session'] },
  { label: words.whereToSend, icon: RouteIcon, route: { name: 'where-to-send' }, keys: 'g w', holds: ['where-to-send'] },
  { label: words.centers, icon: CenterIcon, route: { name: 'centers' }, keys: 'g c', holds: ['centers'] },
  { label: words.turnaround, icon: TurnaroundIcon, route: { name: 'turnaround' }, keys: 'g a', holds: ['turnaround'] },
  { label: words.settings, icon: SettingsIcon, route: { name: 'settings' }, keys: 'g s', holds: ['settings'] },
];
