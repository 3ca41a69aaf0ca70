import { Channel, invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import { open, save } from '@tauri-apps/plugin-dialog';
import type { Backend, FileDrag, OnProgress } from './backend';
import { commands, type Progress } from './bindings.gen';

function channel(onprogress: OnProgress): Channel<Progress> {
  return new Channel<Progress>(onprogress);
}

/** What Tauri tells of a drag; `position` is in physical pixels. */
interface Dragged {
  paths?: string[];
  position?: { x: number; y: number };
}

function onFileDrag(hear: (drag: FileDrag) => void): () => void {
  const at = ({ position }: Dragged): { x: number; y: number } => ({ x: (position?.x ?? 0) / devicePixelRatio, y: (position?.y ?? 0) / devicePixelRatio });
  const listening = [
    listen<Dragged>('tauri://drag-enter', () => hear({ kind: 'over' })),
    listen<Dragged>('tauri://drag-leave', () => hear({ kind: 'gone' })),
    listen<Dragged>('tauri://drag-drop', ({ payload }) => hear({ kind: 'drop', paths: payload.paths ?? [], at: at(payload) })),
  ];
  return () => listening.forEach((stop) => void stop.then((stop) => stop()));
}

/** The one file that knows Tauri. */
export const tauriBackend: Backend = {
  ...commands,
  makeDemo: (size, onprogress) => commands.makeDemo(size, channel(onprogress)),
  readList: (source, purpose, columns, defaults, onprogress) => commands.readList(source, purpose, columns, defaults, channel(onprogress)),
  takeOver: (list, rma, onprogress) => commands.takeOver(list, rma, channel(onprogress)),
  readPast: (source, columns, onprogress) => commands.readPast(source, columns, channel(onprogress)),
  bringInPast: (past, onprogress) => commands.bringInPast(past, channel(onprogress)),
  actOnTickets: (selection, what, onprogress) => commands.actOnTickets(selection, what, channel(onprogress)),
  actOnDevices: (selection, what, onprogress) => commands.actOnDevices(selection, what, channel(onprogress)),
  exportTickets: (selection, columns, format, path, onprogress) => commands.exportTickets(selection, columns, format, path, channel(onprogress)),
  exportDevices: (selection, columns, format, path, onprogress) => commands.exportDevices(selection, columns, format, path, channel(onprogress)),
  exportRmas: (selection, columns, format, path, onprogress) => commands.exportRmas(selection, columns, format, path, channel(onprogress)),
  attachPaths: (to, paths, onprogress) => commands.attachPaths(to, paths, channel(onprogress)),
  saveAttachments: (of, path, metadata, onprogress) => commands.saveAttachments(of, path, metadata, channel(onprogress)),
  saveDispute: (of, language, path, onprogress) => commands.saveDispute(of, language, path, channel(onprogress)),
  // Bytes go as they are: as JSON a photo would be four times as long.
  stageFile: (bytes) => invoke('stage_file', new Uint8Array(bytes)),
  attachmentBytes: (id) => invoke('attachment_bytes', { id }),
  thumbnail: (id) => invoke('thumbnail', { id }),
  pickFiles: async () => (await open({ multiple: true, directory: false })) ?? [],
  pickFile: (filters) => open({ multiple: false, directory: false, filters }),
  onFileDrag,
  onLearned: (run) => {
    const heard = listen('learned', run);
    return () => void heard.then((stop) => stop());
  },
  pickSavePath: (defaultPath, filters) => save({ defaultPath, filters }),
};
