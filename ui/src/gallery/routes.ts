import type { Rest, RouteAnswer } from '$lib/api/bindings.gen';
import { aCost, aRange, aRoute, ASKED, aStage } from '$lib/compare/samples';
import { addDays } from '$lib/format/dates';

const CITIES = ['Denver', 'MineHub NYC', 'Dallas bench', 'Hong Kong', 'Montreal', 'Kuala Lumpur', 'Shenzhen Service', 'Oklahoma', 'Almaty', 'Our own bench'];

function weekends(from: string, days: number): Rest[] {
  // 2026-11-22 is a Sunday.
  return Array.from({ length: Math.ceil(days / 7) }, (_, week) => ({ kind: 'weekend' as const, from_on: addDays(from, week * 7 + 6), to_on: addDays(from, week * 7 + 7), name: '', crossed_by: [] }));
}

/** Made-up answers of so many centers, a third of them overseas. */
export function routes(count: number, tail = 1): RouteAnswer[] {
  return CITIES.slice(0, count).map((center, i) => {
    const overseas = i % 3 === 0 && i > 0;
    const p50 = 14 + ((i * 5) % 17) + (overseas ? 22 : 0);
    const p80 = p50 * 1.35;
    const p95 = i === 3 ? p80 * 1.4 * tail : p80 * 1.4;
    const far = overseas ? 7 : 3;
    const way = overseas
      ? [aStage('submitted', 0, 2), aStage('to_center', 2, far + 2), aStage('customs_out', far + 2, far + 5, { holder: 'customs', entered: 0.4 }), aStage('queued', far + 5, p50 - 19), aStage('repairing', p50 - 19, p50 - 12), aStage('from_center', p50 - 12, p50 - 5), aStage('customs_back', p50 - 5, p50)]
      : [aStage('submitted', 0, 2), aStage('to_center', 2, 5), aStage('queued', 5, p50 - 7), aStage('repairing', p50 - 7, p50 - 3), aStage('from_center', p50 - 3, p50)];
    return aRoute(center, {
      region: overseas ? 'overseas' : 'us',
      country: overseas ? 'HK' : 'US',
      city: center,
      range: aRange(p50, p80, p95),
      first_back: aRange(p50 * 0.7, p80 * 0.7, p95),
      stages: way,
      fee_known: i % 4 !== 2,
      cost_p50: aCost({ fee: 90 + i * 4, freight_out: 20, freight_back: 24, duty: overseas ? 18 : 0, lost_hashing: p50 * 4, total: 140 + i * 4 + p50 * 4 }),
      cost_p80: aCost({ fee: 90 + i * 4, freight_out: 20, freight_back: 24, duty: overseas ? 18 : 0, lost_hashing: p80 * 4, total: 140 + i * 4 + p80 * 4 }),
      p_on_time: Math.max(0.04, 1 - p50 / 50),
      rests: [
        ...weekends(ASKED, 60),
        overseas
          ? { kind: 'holiday', from_on: '2026-12-25', to_on: '2026-12-26', name: 'Christmas', crossed_by: ['queued'] }
          : { kind: 'holiday', from_on: '2026-11-26', to_on: '2026-11-26', name: 'Thanksgiving Day', crossed_by: [] },
        ...(i === 1 ? [{ kind: 'closure' as const, from_on: '2026-12-07', to_on: '2026-12-11', name: 'moving house', crossed_by: ['queued' as const] }] : []),
      ],
      warnings: i === 0 ? [{ kind: 'sea_damp' }] : [],
    });
  });
}
