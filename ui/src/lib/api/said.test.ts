import { afterEach, describe, expect, it } from 'vitest';
import { speak } from '$lib/words';
import { messageOf } from './failure';
import { inWords, lineSaid, refusal } from './said';

describe('what the core says', () => {
  afterEach(() => speak('en'));

  it('is a sentence of the reader’s language, with its values', async () => {
    const line = { text: 'queued to diagnosing: no hash', told: { kind: 'ticket_moved', from: 'queued', to: 'diagnosing', attempt: 2, reason: 'no hash' } } as const;

    expect(lineSaid(line)).toEqual({ text: 'Queued → Diagnosing, attempt 2: no hash' });
    await speak('ru');
    expect(lineSaid(line)).toEqual({ text: 'В очереди → Диагностика, попытка 2: no hash' });
  });

  it('names what of a ticket was set', () => {
    const told = { kind: 'ticket_changed', parts: [{ what: 'assignee', name: null }, { what: 'box', label: 'B7' }, { what: 'center' }] } as const;

    expect(lineSaid({ text: '', told: { ...told, parts: [...told.parts] } }).text).toBe('Set: assigned to nobody, box B7, repair center');
    expect(lineSaid({ text: '', told: { kind: 'ticket_changed', parts: [] } }).text).toBe('Details changed');
  });

  it('stays in English, and says so, where there is no sentence of ours', () => {
    expect(lineSaid({ text: 'Something new', told: null })).toEqual({ text: 'Something new', lang: 'en' });
    expect(refusal('it is to_center', null)).toEqual({ text: 'it is to center', lang: 'en' });
  });

  it('tells a refusal by its reason rather than by its English words', async () => {
    const failure = { code: 'not_allowed', message: 'Vic is a viewer and may not …', reason: { kind: 'not_allowed', who: 'Vic', role: 'viewer', right: 'bench', held_by: ['technician', 'admin'] } };

    expect(messageOf(failure)).toBe('Vic (Viewer) may not do this: Move and test units at the bench. Only for: Technician, Admin');
    await speak('es');
    expect(messageOf(failure)).toBe('Vic (Lector) no tiene permiso para esto: Mover y probar unidades en el taller. Solo para: Técnico, Administrador');
    expect(inWords({ kind: 'too_many_wrong_pins', name: 'Tao', wrong: 6, seconds: 120 })).toBe('6 PIN incorrectos seguidos de Tao; pruebe otra vez en 2 minutos');
  });
});
