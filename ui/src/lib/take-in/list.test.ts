import { describe, expect, it, vi } from 'vitest';
import type { Backend } from '$lib/api/backend';
import type { OpenList, TakeInSummary, TakenRow, VerdictKind } from '$lib/api/bindings.gen';
import { stubBackend } from '$lib/api/stub';
import { TakeInList } from './list.svelte';

function row(number: number, serial: string, kind: VerdictKind = 'new'): TakenRow {
  return {
    row: number,
    serial_typed: serial,
    serial,
    kind: 'miner',
    model_text: '',
    model_id: null,
    model: null,
    mac: '',
    location: '',
    site_text: '',
    customer_text: '',
    status: '',
    note: '',
    symptom_text: '',
    format: null,
    verdicts: [{ kind, field: 'serial', said: { kind: 'new', strange: false }, device_id: null, ticket_id: null, other: null }],
    take: kind === 'new',
  };
}

/** A desk that reads one serial per line; one that ends in "?" is one character off. Its lists can be looked into. */
class Desk {
  readonly lists = new Map<number, TakenRow[]>();
  readonly scratch = new Map<string, string>();
  readonly backend: Backend;
  #last = 0;

  constructor(answers: Partial<Backend> = {}) {
    this.backend = stubBackend({
      readList: (source) => Promise.resolve(this.open(source.from === 'text' ? source.text : source.path)),
      listRows: (list, kind, offset, limit) =>
        Promise.resolve(
          this.rows(list)
            .filter((each) => kind === null || each.verdicts[0]?.kind === kind)
            .slice(offset, offset + limit),
        ),
      fixRow: (list, number, _field, value) => {
        this.lists.set(list, this.rows(list).map((each) => (each.row === number ? row(number, value) : each)));
        return Promise.resolve(this.summary(list));
      },
      chooseRow: (list, number, take) => {
        this.lists.set(list, this.rows(list).map((each) => (each.row === number ? { ...each, take } : each)));
        return Promise.resolve(this.summary(list));
      },
      dropList: (list) => {
        this.lists.delete(list);
        return Promise.resolve();
      },
      scratch: (key) => Promise.resolve(this.scratch.get(key) ?? null),
      keepScratch: (key, value) => {
        if (value === null) this.scratch.delete(key);
        else this.scratch.set(key, value);
        return Promise.resolve(null);
      },
      takeOver: (list, rma_id) => {
        const taken = this.rows(list).filter((each) => each.take).length;
        return Promise.resolve({ action: 'act', added: taken, changed: 0, unchanged: 0, left_out: this.rows(list).length - taken, rma_id, tickets: 0 });
      },
      cancel: () => Promise.resolve(),
      ...answers,
    });
  }

  open(text: string): OpenList {
    const list = ++this.#last;
    this.lists.set(
      list,
      text.split('\n').flatMap((line, i) => (line.trim() === '' ? [] : [row(i + 1, line.trim(), line.endsWith('?') ? 'look_alike' : 'new')])),
    );
    return { list, summary: this.summary(list) };
  }

  rows(list: number): TakenRow[] {
    return this.lists.get(list) ?? [];
  }

  summary(list: number): TakeInSummary {
    const rows = this.rows(list);
    const of = (kind: VerdictKind): number => rows.filter((each) => each.verdicts[0]?.kind === kind).length;
    return {
      source_name: '',
      rows: rows.length,
      to_take: rows.filter((each) => each.take).length,
      counts: [
        { kind: 'new', rows: of('new') },
        { kind: 'look_alike', rows: of('look_alike') },
      ],
      columns: [{ column: 0, header: '', field: 'serial', samples: [], how: '' }],
      fields: ['serial', 'model'],
      seen_before: null,
      encoding: 'UTF-8',
      notes: [],
    };
  }
}

function listOf(desk: Desk): TakeInList {
  return new TakeInList(desk.backend, { purpose: 'fleet', scratchKey: 'intake:fleet' });
}

async function pasted(desk: Desk, text: string): Promise<TakeInList> {
  const list = listOf(desk);
  list.setText(text);
  await list.read();
  return list;
}

describe('a list on its way in', () => {
  it('is read when the hand rests, not at every key', async () => {
    vi.useFakeTimers();
    const readList = vi.fn(() => Promise.resolve(desk.open('A')));
    const desk: Desk = new Desk({ readList });
    const list = listOf(desk);

    for (const text of ['H', 'HT', 'HTM']) list.setText(text);
    await vi.runAllTimersAsync();
    vi.useRealTimers();

    expect(readList).toHaveBeenCalledTimes(1);
  });

  it('holds up no good row for a bad one', async () => {
    const list = await pasted(new Desk(), 'A1\nA2?\nA3');

    expect(list.summary?.rows).toBe(3);
    expect(list.toTake).toBe(2);
  });

  it('grows by one line at each scan', () => {
    const list = listOf(new Desk());

    list.append('A1');
    list.append('A2');

    expect(list.text).toBe('A1\nA2\n');
  });

  it('shows the rows of one verdict, and all again', async () => {
    const list = await pasted(new Desk(), 'A1\nA2?\nA3');

    await list.show('look_alike');
    expect(list.rows.map((each) => each.serial)).toEqual(['A2?']);

    await list.show(null);
    expect(list.rows).toHaveLength(3);
  });

  it('lays fixes again on lines that still stand, and not on others', async () => {
    const list = await pasted(new Desk(), 'A1?\nA2?\nA3');
    await list.fix(1, 'serial', 'A1');
    await list.fix(2, 'serial', 'A2');

    list.setText('A1?\nZ9?\nA3\nA4');
    await list.read();

    expect(list.rows.map((each) => each.serial)).toEqual(['A1', 'Z9?', 'A3', 'A4']);
  });

  it('brings back what was pasted and mended after a crash', async () => {
    const desk = new Desk();
    const before = await pasted(desk, 'A1?\nA2');
    await before.fix(1, 'serial', 'A1');
    await before.choose(2, false);
    await before.leave();

    const after = listOf(desk);
    await after.recall();

    expect(after.text).toBe('A1?\nA2');
    expect(after.rows.map((each) => [each.serial, each.take])).toEqual([
      ['A1', true],
      ['A2', false],
    ]);
  });

  it('takes kept text of another kind as the paste itself', async () => {
    const desk = new Desk();
    desk.scratch.set('intake:fleet', 'A1\nA2');
    const list = listOf(desk);

    await list.recall();

    expect(list.text).toBe('A1\nA2');
    expect(list.rows).toHaveLength(2);
  });

  it('keeps nothing once its rows are taken over', async () => {
    const desk = new Desk();
    const list = await pasted(desk, 'A1\nA2?');
    await list.fix(1, 'serial', 'B1');
    await list.keepAs('intake:rma:r1');

    const taken = await list.takeOver('r1');

    expect(taken?.added).toBe(1);
    expect(list.isEmpty).toBe(true);
    expect(desk.scratch.size).toBe(0);
    expect(desk.lists.size).toBe(0);
  });

  it('stays as it was when taking over is cancelled', async () => {
    const desk = new Desk({ takeOver: () => Promise.reject({ code: 'cancelled', message: 'cancelled' }) });
    const list = await pasted(desk, 'A1\nA2');

    expect(await list.takeOver(null)).toBeNull();
    expect(list.error).toBe('');
    expect(list.rows).toHaveLength(2);
  });

  it('says why it could not be read', async () => {
    const list = await pasted(new Desk({ readList: () => Promise.reject({ code: 'unreadable', message: 'This file is a picture.' }) }), 'A1');

    expect(list.error).toBe('This file is a picture.');
    expect(list.summary).toBeNull();
  });

  it('reads once more when the text changed during a reading, and shows the newest', async () => {
    const answers: ((list: OpenList) => void)[] = [];
    const texts: string[] = [];
    const desk: Desk = new Desk({
      readList: (source) => {
        texts.push(source.from === 'text' ? source.text : source.path);
        return new Promise((resolve) => answers.push(resolve));
      },
    });
    const list = listOf(desk);
    list.setText('OLD');
    const reading = list.read();
    list.setText('NEW');
    await list.read();

    answers[0]?.(desk.open('OLD'));
    await vi.waitFor(() => expect(answers).toHaveLength(2));
    answers[1]?.(desk.open('NEW'));
    await reading;

    expect(texts).toEqual(['OLD', 'NEW']);
    expect(list.rows.map((each) => each.serial)).toEqual(['NEW']);
    expect(desk.lists.size).toBe(1);
  });

  it('leaves no list open when the screen is left during a reading', async () => {
    let answer: (list: OpenList) => void = () => undefined;
    const desk: Desk = new Desk({ readList: () => new Promise((resolve) => (answer = resolve)) });
    const list = listOf(desk);
    list.setText('A1');
    const reading = list.read();

    await list.leave();
    answer(desk.open('A1'));
    await reading;

    expect(desk.lists.size).toBe(0);
  });

  it('fills a field from one column only', async () => {
    const readList = vi.fn((_source: unknown, _purpose: unknown, _columns: string[] | null) => {
      const open = desk.open('A1');
      const columns = ['serial', 'mac', ''].map((field, column) => ({ column, header: '', field, samples: [], how: '' }));
      return Promise.resolve({ ...open, summary: { ...open.summary, columns } });
    });
    const desk: Desk = new Desk({ readList });
    const list = await pasted(desk, 'A1');
    const third = list.summary?.columns[2];

    if (third !== undefined) await list.setColumn(third, 'serial');

    expect(readList.mock.calls.at(-1)?.[2]).toEqual(['', 'mac', 'serial']);
  });
});
