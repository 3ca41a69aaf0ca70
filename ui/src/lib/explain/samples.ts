import type { NearTicket, Outlook, Stage, StageWhy, Why } from '$lib/api/bindings.gen';
import { ASKED, aLearning, aRange, aRoute, aStage } from '$lib/compare/samples';

/** Builders for tests and for looking at: a case says only what it is about. */
export function aStageWhy(stage: Stage, more: Partial<StageWhy> = {}): StageWhy {
  return {
    stage,
    holder: 'vendor',
    clock: 'business',
    published: { p50: 3, p80: 6 },
    own: null,
    blended: { p50: 3, p80: 6 },
    finished: 0,
    open: 0,
    finished_everywhere: 0,
    open_everywhere: 0,
    prior_share: 1,
    against_published: null,
    oldest_on: null,
    newest_on: null,
    days_off: [],
    evidence: 'M',
    source: 'one published figure',
    edited: false,
    ...more,
  };
}

export function aNearTicket(number: string, days: number, is_back = true): NearTicket {
  return { number, days, is_back, closed_on: '2026-09-14', alike: ['center', 'maker', 'level'] };
}

/** A range that a hundred tickets stand behind. */
export function aWhy(more: Partial<Why> = {}): Why {
  return {
    stages: [
      aStageWhy('submitted', {
        published: { p50: 1.5, p80: 3 },
        own: { p50: 2.2, p80: 4.4 },
        blended: { p50: 2, p80: 4.1 },
        finished: 44,
        open: 2,
        finished_everywhere: 67,
        open_everywhere: 4,
        prior_share: 0.21,
        against_published: 1.4,
        oldest_on: '2026-03-02',
        newest_on: '2026-11-14',
      }),
      aStageWhy('to_center', { holder: 'carrier', clock: 'calendar', published: { p50: 5, p80: 7.2 }, own: { p50: 4.6, p80: 6.1 }, blended: { p50: 4.7, p80: 6.4 }, finished: 12, open: 1, finished_everywhere: 35, open_everywhere: 3, prior_share: 0.5, against_published: 1, oldest_on: '2026-03-04', newest_on: '2026-11-02', evidence: 'S' }),
      aStageWhy('customs_out', { holder: 'customs', published: { p50: 1.5, p80: 3.3 }, blended: { p50: 1.5, p80: 3.3 } }),
      aStageWhy('queued', {
        published: { p50: 4, p80: 7.9 },
        own: { p50: 9, p80: 16.5 },
        blended: { p50: 7.9, p80: 15 },
        finished: 38,
        open: 9,
        finished_everywhere: 61,
        open_everywhere: 11,
        prior_share: 0.24,
        against_published: 2.1,
        oldest_on: '2026-04-20',
        newest_on: '2026-11-18',
        days_off: [{ country: 'CN', on: '2027-02-17', name: 'Spring Festival' }, { country: '', on: '2027-02-18', name: 'Spring Festival' }],
        evidence: 'T',
      }),
      aStageWhy('repairing', { published: { p50: 4, p80: 7.9 }, own: { p50: 3.1, p80: 6.8 }, blended: { p50: 3.3, p80: 7 }, finished: 29, open: 4, finished_everywhere: 52, open_everywhere: 6, prior_share: 0.3, against_published: 0.77, oldest_on: '2026-05-02', newest_on: '2026-11-10', evidence: 'M' }),
      aStageWhy('from_center', { holder: 'carrier', clock: 'calendar', edited: true, published: { p50: 6, p80: 9 }, blended: { p50: 6, p80: 9 } }),
      aStageWhy('customs_back', { holder: 'customs', published: { p50: 1.5, p80: 3.5 }, own: { p50: 2, p80: 41 }, blended: { p50: 2, p80: 34 }, finished: 14, open: 6, finished_everywhere: 37, open_everywhere: 8, prior_share: 0.4, against_published: 1.3, oldest_on: '2026-06-02', newest_on: '2026-11-01', evidence: 'T' }),
    ],
    widest: [{ stage: 'customs_back', share: 0.61 }, { stage: 'queued', share: 0.2 }, { stage: 'repairing', share: 0.07 }],
    customs: { kind: 'seen', lane: { from: 'HK', to: 'US', maker: 'Bitmain' }, chance: 0.93 },
    nearest: [aNearTicket('T-000412', 47), aNearTicket('T-000398', 52), aNearTicket('T-000431', 39), aNearTicket('T-000377', 71), aNearTicket('T-000446', 33, false)],
    would_change: [{ kind: 'no_hold', days: 24 }, { kind: 'as_published', stage: 'queued', days: 6 }],
    method: { by: 'half', tried_on: 214, stretched_percent: null },
    recalibration: { kind: 'mended', came: null, scattered_percent: 10 },
    caution: null,
    ...more,
  };
}

export function anOutlook(more: Partial<Outlook> = {}): Outlook {
  return {
    asked_at: `${ASKED}T12:00:00Z`,
    subject: { number: 'T-000446', quantity: 1, component: 'hashboard', model: 'Bitmain S19 XP', level: 3, warranty: 'out_of_warranty', site: 'Childress' },
    quantity: 1,
    route: aRoute('Hong Kong', {
      region: 'overseas',
      range: aRange(33, 58, 121),
      why: aWhy(),
      stages: [aStage('queued', 0, 8), aStage('repairing', 8, 12), aStage('from_center', 12, 18), aStage('customs_back', 18, 33)],
      basis: { published_priors: 7, finished_tickets: 61, open_tickets: 9, blended: true, edited: 0, from_demo: false },
    }),
    why_not: null,
    notes: [],
    score: null,
    learning: aLearning(),
    ...more,
  };
}
