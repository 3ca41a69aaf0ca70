import { getContext, setContext } from 'svelte';
import type {
  Attached,
  AttachedTo,
  AttachmentId,
  BroughtIn,
  commands,
  DemoSize,
  Desk,
  DeviceAct,
  DeviceColumn,
  DeviceId,
  DeviceQuery,
  DisputeOf,
  ListDefaults,
  ListPurpose,
  ListSource,
  Metadata,
  OpenList,
  OpenPast,
  OpenReport,
  Packed,
  Progress,
  RmaColumn,
  RmaId,
  RmaQuery,
  Saved,
  Selection,
  SheetFormat,
  Taken,
  TicketAct,
  TicketColumn,
  TicketId,
  TicketQuery,
} from './bindings.gen';

/** Which files a person may pick, as the system's dialog wants them. */
export interface FileKind {
  name: string;
  extensions: string[];
}

/** Files dragged over the window from outside it. */
export type FileDrag = { kind: 'over' } | { kind: 'gone' } | { kind: 'drop'; paths: string[]; at: { x: number; y: number } };

/** Told how far long work has come. */
export type OnProgress = (progress: Progress) => void;

/** These report on a channel, which only the Tauri side knows; here they take a plain function. */
type LongWork = 'makeDemo' | 'readList' | 'takeOver' | 'readPast' | 'bringInPast' | 'actOnTickets' | 'actOnDevices' | 'exportTickets' | 'exportDevices' | 'exportRmas' | 'attachPaths' | 'saveAttachments' | 'saveDispute';

/**
 * All the window can ask of the desk. Screens get it from the context and know nothing of Tauri; tests hand in a stub.
 *
 * Every use case rejects with a `CommandError` (see `failure.ts`).
 */
export interface Backend extends Omit<typeof commands, LongWork> {
  makeDemo(size: DemoSize, onprogress: OnProgress): Promise<Desk>;
  readList(source: ListSource, purpose: ListPurpose, columns: string[] | null, defaults: ListDefaults, onprogress: OnProgress): Promise<OpenList>;
  takeOver(list: number, rma: RmaId | null, onprogress: OnProgress): Promise<Taken>;
  readPast(source: ListSource, columns: string[] | null, onprogress: OnProgress): Promise<OpenPast>;
  bringInPast(past: number, onprogress: OnProgress): Promise<BroughtIn>;
  actOnTickets(selection: Selection<TicketId, TicketQuery>, what: TicketAct, onprogress: OnProgress): Promise<OpenReport>;
  actOnDevices(selection: Selection<DeviceId, DeviceQuery>, what: DeviceAct, onprogress: OnProgress): Promise<OpenReport>;
  exportTickets(selection: Selection<TicketId, TicketQuery>, columns: TicketColumn[], format: SheetFormat, path: string, onprogress: OnProgress): Promise<number>;
  exportDevices(selection: Selection<DeviceId, DeviceQuery>, columns: DeviceColumn[], format: SheetFormat, path: string, onprogress: OnProgress): Promise<number>;
  exportRmas(selection: Selection<RmaId, RmaQuery>, columns: RmaColumn[], format: SheetFormat, path: string, onprogress: OnProgress): Promise<number>;
  attachPaths(to: AttachedTo, paths: string[], onprogress: OnProgress): Promise<Attached>;
  saveAttachments(of: AttachedTo, path: string, metadata: Metadata, onprogress: OnProgress): Promise<Saved>;
  saveDispute(of: DisputeOf, language: string, path: string, onprogress: OnProgress): Promise<Packed>;
  /** Puts a file's bytes into the desk; the hash to attach them by. */
  stageFile(bytes: ArrayBuffer): Promise<string>;
  attachmentBytes(id: AttachmentId): Promise<ArrayBuffer>;
  /** A small JPEG; no bytes where none can be made. */
  thumbnail(id: AttachmentId): Promise<ArrayBuffer>;
  /** The chosen path, or null when the person thought better of it. */
  pickFile(kinds: FileKind[]): Promise<string | null>;
  /** Gives what ends it. */
  onFileDrag(hear: (drag: FileDrag) => void): () => void;
  /** Runs whenever the estimator has learned anew; returns what stops it. */
  onLearned(run: () => void): () => void;
  /** Any number of any files. */
  pickFiles(): Promise<string[]>;
  pickSavePath(suggested: string, kinds: FileKind[]): Promise<string | null>;
}

const KEY = Symbol('backend');

export function provideBackend(backend: Backend): Backend {
  return setContext(KEY, backend);
}

export function useBackend(): Backend {
  return getContext<Backend>(KEY);
}
