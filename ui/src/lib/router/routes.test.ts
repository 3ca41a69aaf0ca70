import { describe, expect, it } from 'vitest';
import { href, parse, type Route } from './routes';

const routes: Route[] = [
  { name: 'welcome' },
  { name: 'today' },
  { name: 'bench' },
  { name: 'bench', device: '0192f7a0-0000-7000-8000-000000000001' },
  { name: 'scan-session' },
  { name: 'scan-session', rma: 'RMA-2026-000123' },
  { name: 'tickets' },
  { name: 'tickets', search: 'show=closed&q=a%26b' },
  { name: 'ticket', number: 'T-000456' },
  { name: 'quote', number: 'T-000456' },
  { name: 'past-repairs' },
  { name: 'fleet' },
  { name: 'fleet', search: 'kind=miner' },
  { name: 'rmas', search: 'state=draft' },
  { name: 'fleet-import' },
  { name: 'device', id: '0192f7a0-0000-7000-8000-000000000001' },
  { name: 'rmas' },
  { name: 'new-rma' },
  { name: 'rma', id: 'RMA-2026-000123' },
  { name: 'rma', id: 'a/b ?#%' },
  { name: 'where-to-send' },
  { name: 'where-to-send', rma: 'RMA-2026-000123' },
  { name: 'where-to-send', ticket: 'T-000456' },
  { name: 'parts' },
  { name: 'parts', part: '0192f7a0-0000-7000-8000-000000000001' },
  { name: 'loans' },
  { name: 'centers' },
  { name: 'settings' },
  { name: 'settings', section: 'priors' },
];

describe('routes', () => {
  it.each(routes)('$name survives the address bar', (route) => {
    expect(parse(href(route))).toEqual(route);
  });

  it.each(['', '#', '#/', '#/tickets/'])('%o opens the tickets', (hash) => {
    expect(parse(hash)).toEqual({ name: 'tickets' });
  });

  it.each(['#/nowhere', '#/tickets/a/b', '#/centers/x', '#/%'])('%o is unknown and breaks nothing', (hash) => {
    expect(parse(hash).name).toBe('unknown');
  });
});
