import { afterEach, describe, expect, it } from 'vitest';
import { speak } from '$lib/words';
import type { WhyNot } from './bindings.gen';
import { basisSaid, breakEvenSaid, methodSaid, remarkSaid, subjectSaid, whyNotSaid } from './estimate-said';

afterEach(() => speak('en'));

const spaced = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ');

describe('what an estimate says', () => {
  const subject = { number: 'T-000456', quantity: 2, component: 'hashboard', model: 'Bitmain S19 Pro', level: 2, warranty: 'doa', site: null } as const;
  const gap = { kind: 'gap', side: 'overseas', usd: 138.46, center: 'Hong Kong', against: 'Denver' } as const;
  const basis = { published_priors: 12, finished_tickets: 3, open_tickets: 2, blended: true, edited: 1, from_demo: false };

  it('is said in English as the core says it', () => {
    expect(subjectSaid(subject)).toBe('T-000456: 2 hashboards (Bitmain S19 Pro), board work, dead on arrival, from the US');
    expect(breakEvenSaid(gap)).toEqual({ said: 'Overseas wins only if its quote is lower by more than $138.46 per unit.', between: 'Hong Kong against Denver' });
    expect(basisSaid(basis)).toBe('3 finished and 2 open tickets of yours there, and published priors (1 set by you)');
    expect(methodSaid({ by: 'stages', tried_on: 214, stretched_percent: -12 })).toBe(
      'The stages laid end to end, each as your tickets and the published figures have it. Of the ways tried on 214 past tickets, this foretold them best. The stages are shown 12% shorter, so that they add up to it.',
    );
  });

  it.each([
    ['ru', 'T-000456: 2 хешплаты (Bitmain S19 Pro), ремонт платы, неисправно при получении, откуда: США', 'Зарубежный центр выгоднее, только если его смета ниже более чем на 138,46 $ за устройство.', 'Ремонтирует Canaan, но не Bitmain'],
    ['es', 'T-000456: 2 placas de hash (Bitmain S19 Pro), trabajo de placa, defectuoso al recibirlo, desde EE. UU.', 'El extranjero solo gana si su presupuesto es más de 138,46 US$ por unidad más bajo.', 'Repara Canaan, no Bitmain'],
    ['zh-Hans', 'T-000456：2 块算力板（Bitmain S19 Pro），板级维修，到货即损，来自 美国', '海外的报价须每台低 US$138.46 以上才划算。', '只维修 Canaan，不维修 Bitmain'],
  ] as const)('is said in %s', async (language, units, answer, why) => {
    await speak(language);

    expect(spaced(subjectSaid(subject))).toBe(units);
    expect(spaced(breakEvenSaid(gap).said)).toBe(answer);
    const otherMakers: WhyNot = { kind: 'other_makers', makers: ['Canaan'], maker: 'Bitmain' };
    expect(whyNotSaid(otherMakers)).toBe(why);
    // Chosen all the same: what speaks against it is a remark of its own.
    expect(remarkSaid({ kind: 'chosen_though', why: otherMakers })).toBe(why);
  });
});
