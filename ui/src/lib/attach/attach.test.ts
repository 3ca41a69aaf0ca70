import { describe, expect, it, vi } from 'vitest';
import type { Attached, Attachment, Attachments } from '$lib/api/bindings.gen';
import type { Backend } from '$lib/api/backend';
import { stubBackend } from '$lib/api/stub';
import { Toasts } from '$lib/ui';
import { FileList, type DroppedFile } from './attachments.svelte';
import { Pictures } from './pictures.svelte';

const TO = { of: 'ticket', id: 't' } as const;

function file(name: string, size = 3): DroppedFile {
  return { name, size, arrayBuffer: () => Promise.resolve(new ArrayBuffer(size)) };
}

function attachment(name: string): Attachment {
  return { id: name, to: TO, label: 'T-000001', name, media_type: 'image/jpeg', kind: 'photo', size: 3, note: '', added_at: '2026-11-22T12:00:00Z', added_by: 'Kim' };
}

const NOTHING: Attachments = { own: [], of_tickets: [], more: false, room: 50 };

function desk(answers: Partial<Backend> = {}): { list: FileList; toasts: Toasts; attach: ReturnType<typeof vi.fn> } {
  const attach = vi.fn((_to: unknown, files: { name: string }[]): Promise<Attached> => Promise.resolve({ action: 'act', added: files.map(({ name }) => attachment(name)), refused: [] }));
  const backend = stubBackend({
    attachments: () => Promise.resolve(NOTHING),
    judgeFiles: () => Promise.resolve([]),
    stageFile: () => Promise.resolve('hash'),
    cancel: () => Promise.resolve(null as never),
    attach: attach as unknown as Backend['attach'],
    ...answers,
  });
  const toasts = new Toasts();
  return { list: new FileList(backend, toasts, TO), toasts, attach };
}

describe('dropped files', () => {
  it('are attached as one action after all their bytes are in', async () => {
    const { list, toasts, attach } = desk();

    await list.addFiles([file('a.jpg'), file('b.jpg')]);

    expect(attach).toHaveBeenCalledTimes(1);
    expect(attach.mock.calls[0]?.[1]).toEqual([
      { name: 'a.jpg', hash: 'hash' },
      { name: 'b.jpg', hash: 'hash' },
    ]);
    expect(toasts.shown[0]?.text).toBe('2 files attached');
    expect(list.work).toBeNull();
  });

  it('that are too large are named and never read', async () => {
    const read = vi.fn(() => Promise.resolve(new ArrayBuffer(0)));
    const { list, toasts, attach } = desk({ judgeFiles: () => Promise.resolve([{ name: 'film.mov', why: 'it has 90 MB' }]) });

    await list.addFiles([{ name: 'film.mov', size: 9e7, arrayBuffer: read }, file('a.jpg')]);

    expect(read).not.toHaveBeenCalled();
    expect(attach.mock.calls[0]?.[1]).toEqual([{ name: 'a.jpg', hash: 'hash' }]);
    expect(toasts.shown.map((toast) => toast.text)).toContain('film.mov was left out: it has 90 MB');
  });

  it('are all left out when the work is cancelled on the way', async () => {
    let list: FileList | null = null;
    const { list: made, attach } = desk({
      stageFile: () => {
        list?.cancel();
        return Promise.resolve('hash');
      },
    });
    list = made;

    await made.addFiles([file('a.jpg'), file('b.jpg'), file('c.jpg')]);

    expect(attach).not.toHaveBeenCalled();
  });

  it('say what the desk said when it is full', async () => {
    const { list, toasts } = desk({ stageFile: () => Promise.reject({ code: 'disk_full', message: 'the disk is full' }) });

    await list.addFiles([file('a.jpg')]);

    expect(toasts.shown[0]).toMatchObject({ tone: 'bad', text: 'the disk is full' });
    expect(list.work).toBeNull();
  });
});

describe('small pictures', () => {
  it('are asked for once, two at a time, and let go of', async () => {
    const made: string[] = [];
    const let_go: string[] = [];
    vi.stubGlobal('URL', { createObjectURL: () => `blob:${made.push('x')}`, revokeObjectURL: (url: string) => let_go.push(url) });
    const thumbnail = vi.fn((id: string) => Promise.resolve(new ArrayBuffer(id === 'broken' ? 0 : 9)));
    const pictures = new Pictures(stubBackend({ thumbnail }));

    pictures.want(['a', 'b', 'broken']);
    pictures.want(['a']);
    expect(thumbnail).toHaveBeenCalledTimes(2);
    await vi.waitFor(() => expect(pictures.of('broken')).toBeNull());
    pictures.close();

    expect(thumbnail).toHaveBeenCalledTimes(3);
    expect(let_go).toEqual(['blob:1', 'blob:2']);
    vi.unstubAllGlobals();
  });
});
