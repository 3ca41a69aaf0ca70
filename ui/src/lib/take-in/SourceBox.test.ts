import { render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { describe, expect, it, vi } from 'vitest';
import type { FileDrag } from '$lib/api/backend';
import { stubBackend } from '$lib/api/stub';
import Stage from './SourceStage.test.svelte';

function shown(): { drag: (drag: FileDrag) => Promise<void>; openFile: ReturnType<typeof vi.fn<(path: string) => Promise<void>>> } {
  let hear: (drag: FileDrag) => void = () => undefined;
  const openFile = vi.fn((_path: string) => Promise.resolve());
  render(Stage, { backend: stubBackend({ onFileDrag: (listener) => ((hear = listener), () => undefined) }), openFile });
  return {
    openFile,
    drag: async (drag) => {
      hear(drag);
      await tick();
    },
  };
}

const drop = (...paths: string[]): FileDrag => ({ kind: 'drop', paths, at: { x: 0, y: 0 } });

describe('the box a list comes from', () => {
  it('says where to drop a file while one is over the window', async () => {
    const { drag } = shown();

    await drag({ kind: 'over' });
    expect(screen.getByText('Drop the file here')).toBeTruthy();

    await drag({ kind: 'gone' });
    expect(screen.queryByText('Drop the file here')).toBeNull();
  });

  it('reads a sheet that is dropped', async () => {
    const { drag, openFile } = shown();

    await drag(drop('/home/ana/Fleet.XLSX'));

    expect(openFile).toHaveBeenCalledWith('/home/ana/Fleet.XLSX');
  });

  it('says what would be right when it is no list, or more than one', async () => {
    const { drag, openFile } = shown();

    await drag(drop('/home/ana/board.jpg'));
    await drag(drop('a.csv', 'b.csv'));

    expect(screen.getByText(/board.jpg is no list: drop a CSV/)).toBeTruthy();
    expect(screen.getByText(/2 files were dropped; one list at a time/)).toBeTruthy();
    expect(openFile).not.toHaveBeenCalled();
  });
});
