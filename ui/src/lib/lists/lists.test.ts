import { describe, expect, it, vi } from 'vitest';
import { Toasts } from '$lib/ui';
import { BulkActs } from './bulk.svelte';
import { asked, days, every, offersOf, one, readBack, type Code, type FilterField } from './fields';
import { ListMemory } from './memory.svelte';
import { Peek } from './peek.svelte';
import { layoutOf, Views, type View, type ViewStore } from './views.svelte';

const icon = {} as FilterField['icon'];
const STAGE: FilterField = { id: 'stage', label: 'Stage', icon, many: true, choices: [{ value: 'queued', label: 'Queued' }, { value: 'testing', label: 'Testing' }] };
const BOX: FilterField = { id: 'box', label: 'Box', icon, typed: 'The label of a box…', choices: [{ value: 'A-1', label: 'A-1' }] };
const RMA: FilterField = { id: 'rma', label: 'RMA', icon };

describe('the filter menu', () => {
  const said = (typed: string, entered: FilterField | null = null): string[] => offersOf([STAGE, BOX, RMA], entered, typed, []).map(({ field, choice }) => (choice ? `${field.label}: ${choice.label}` : field.label));

  it('offers the fields there is something to choose from', () => {
    expect(said('')).toEqual(['Stage', 'Box']);
  });

  it('finds a value by its own name', () => {
    expect(said('queu')).toEqual(['Stage: Queued']);
  });

  it('takes a text that is not in use yet, where any text will do', () => {
    expect(said('B-7', BOX)).toEqual(['Box: B-7']);
    expect(said('A-1', BOX)).toEqual(['Box: A-1']);
    expect(said('nowhere', STAGE)).toEqual([]);
  });
});

describe('the codes of fields', () => {
  interface Query {
    box?: string | null;
    due?: number | null;
    overdue?: boolean;
    late?: boolean;
  }
  const CODES: Record<string, Code<Query>> = { box: one('box'), due: days('due'), late: every({ due: 'overdue', promise: 'late' }) };

  it('ask for what the filters say, and read it back', () => {
    const filters = { box: ['A-1'], due: ['7'], late: ['due', 'promise'] };

    const query = asked(CODES, filters);

    expect(query).toEqual({ box: 'A-1', due: 7, overdue: true, late: true });
    expect(readBack(CODES, query)).toEqual(filters);
  });

  it('leave out what an address got wrong', () => {
    expect(asked(CODES, { due: ['soon'], late: ['never'], colour: ['red'] })).toEqual({});
  });
});

describe('what a list remembers', () => {
  const storage = (): Pick<Storage, 'getItem' | 'setItem'> & { all: Map<string, string> } => {
    const all = new Map<string, string>();
    return { all, getItem: (key) => all.get(key) ?? null, setItem: (key, value) => void all.set(key, value) };
  };
  const file = (kept: string | null = null) => ({ scratch: vi.fn(() => Promise.resolve(kept)), keepScratch: vi.fn(() => Promise.resolve(null)) });

  it('is there at once the next time, and apart from another desk’s', () => {
    const near = storage();
    new ListMemory(file(), 'list/tickets', 'desk-1', near).keep({ search: 'show=all' });

    expect(new ListMemory(file(), 'list/tickets', 'desk-1', near).search).toBe('show=all');
    expect(new ListMemory(file(), 'list/tickets', 'desk-2', near).isNew).toBe(true);
  });

  it('follows the desk’s file to another machine', async () => {
    const memory = new ListMemory(file(JSON.stringify({ search: 'stage=queued', layout: { order: ['stage'], shown: {}, widths: { stage: 90 } }, panelWidth: 500 })), 'list/tickets', 'd', storage());

    await memory.load();

    expect(memory.search).toBe('stage=queued');
    expect(memory.layout.widths).toEqual({ stage: 90 });
  });

  it('is not undone by the file once something was changed here', async () => {
    const memory = new ListMemory(file(JSON.stringify({ search: 'old' })), 'list/tickets', 'd', storage());
    memory.keep({ search: 'new' });
    await memory.load();

    expect(memory.search).toBe('new');
  });

  it.each(['', '{', '[]', '{"layout":{"order":7,"shown":{"a":"b"},"widths":{"a":"wide"}},"panelWidth":"wide"}'])('is as at first when %j was kept', async (kept) => {
    const memory = new ListMemory(file(kept), 'list/tickets', 'd', storage());
    await memory.load();

    expect(memory.layout).toEqual({ order: [], shown: {}, widths: {} });
    expect(memory.panelWidth).toBe(420);
  });
});

describe('the side panel', () => {
  it('reads nothing of the rows one only walks past', async () => {
    vi.useFakeTimers();
    const read = vi.fn((key: string) => Promise.resolve(`page of ${key}`));
    const peek = new Peek(read, 90);

    for (const key of ['a', 'b', 'c']) {
      peek.show(key);
      await vi.advanceTimersByTimeAsync(40);
    }
    await vi.advanceTimersByTimeAsync(90);

    expect(read.mock.calls.flat()).toEqual(['c']);
    expect(peek.sheet).toBe('page of c');
    vi.useRealTimers();
  });

  it('shows no page of another row, however late it comes', async () => {
    const answers = new Map<string, (page: string) => void>();
    const peek = new Peek<string>((key) => new Promise((resolve) => answers.set(key, resolve)), 0);
    peek.show('a');
    const first = peek.load();
    peek.show('b');
    const second = peek.load();

    answers.get('b')?.('page of b');
    answers.get('a')?.('page of a');
    await Promise.all([first, second]);

    expect(peek.sheet).toBe('page of b');
  });
});

describe('acts on many rows', () => {
  const REPORT = { report: 1, came: { action: 'a-1', done: 493, refused: 7, reasons: [{ why: 'it is closed', count: 7 }], listed: [] } };
  const desk = () => ({ undo: vi.fn(() => Promise.resolve({ action: 'u', taken_back: 493, kept: [], kept_in_all: 0 })), cancel: vi.fn(() => Promise.resolve()) });

  it('are one action to take back, and what was refused is reported', async () => {
    const backend = desk();
    const toasts = new Toasts({ set: () => 0 as unknown as ReturnType<typeof setTimeout>, clear: () => undefined });
    const acts = new BulkActs(backend, toasts, () => undefined);

    await acts.perform('Changing', () => Promise.resolve(REPORT), (done) => `${done} moved`);

    expect(toasts.shown.at(-1)?.text).toBe('493 moved');
    expect(acts.report?.came.refused).toBe(7);
    await acts.undoLast();
    expect(backend.undo).toHaveBeenCalledWith('a-1');
    expect(await acts.undoLast()).toBe(false);
  });

  it('say how far they are and can be stopped', async () => {
    const backend = desk();
    const acts = new BulkActs(backend, new Toasts({ set: () => 0 as unknown as ReturnType<typeof setTimeout>, clear: () => undefined }), () => undefined);
    let stop: (thrown: unknown) => void = () => undefined;
    const running = acts.perform(
      'Changing',
      (onprogress) => {
        onprogress({ done: 50, total: 500 });
        return new Promise((_, reject) => (stop = reject));
      },
      String,
    );
    expect(acts.progress).toMatchObject({ done: 50, total: 500 });

    await acts.cancel();
    stop({ code: 'cancelled', message: 'cancelled' });

    expect(await running).toBe(false);
    expect(backend.cancel).toHaveBeenCalledOnce();
    expect(acts.progress).toBeNull();
  });
});

describe('saved views', () => {
  const view = (id: string, search: string): View => ({ id, name: id, search, columns: null, isSaved: true, isShared: false });
  const usual: View = { ...view('usual', ''), isSaved: false };

  function store(): ViewStore {
    let views: View[] = [];
    const done = (id: string) => Promise.resolve({ action: 'a', id, views });
    return {
      builtIn: () => Promise.resolve([usual]),
      views: () => Promise.resolve(views),
      save: (id, name, isShared, search, columns) => {
        const saved = { ...view(id ?? 'v-1', search), name, isShared, columns };
        views = [...views.filter((each) => each.id !== saved.id), saved];
        return done(saved.id);
      },
      rename: (id, name) => {
        views = views.map((each) => (each.id === id ? { ...each, name } : each));
        return done(id);
      },
      remove: (id) => {
        views = views.filter((each) => each.id !== id);
        return done(id);
      },
    };
  }

  it('are chosen once saved, and stay chosen while the filters are played with', async () => {
    const views = new Views(store());
    await views.load();
    await views.save('Mine', false, 'stage=queued', ['number']);

    expect(views.shown('stage=queued')?.name).toBe('Mine');
    expect(views.shown('stage=testing')?.name).toBe('Mine');
    await views.update(view('v-1', ''), 'stage=testing', ['number']);
    expect(views.shown('stage=testing')?.search).toBe('stage=testing');
  });

  it('are found by what is asked, when none was chosen', async () => {
    const views = new Views(store());
    await views.load();

    expect(views.shown('')?.id).toBe('usual');
    expect(views.shown('q=x')).toBeNull();
  });

  it('bring their columns, in their order, with the widths one had', () => {
    expect(layoutOf(['stage', 'number'], ['number', 'serial', 'stage'], { order: [], shown: {}, widths: { stage: 90 } })).toEqual({
      order: ['stage', 'number'],
      shown: { number: true, serial: false, stage: true },
      widths: { stage: 90 },
    });
  });
});
