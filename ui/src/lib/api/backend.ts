import { getContext, setContext } from 'svelte';

/** Which files a person may pick, as the system's dialog wants them. */
export interface FileKind {
  name: string;
  extensions: string[];
}

/**
 * All the window can ask of the desk. Screens get it from the context and know nothing of Tauri; tests hand in a stub.
 *
 * The use cases join this interface as their bindings land.
 */
export interface Backend {
  /** The chosen path, or null when the person thought better of it. */
  pickFile(kinds: FileKind[]): Promise<string | null>;
  pickSavePath(suggested: string, kinds: FileKind[]): Promise<string | null>;
}

const KEY = Symbol('backend');

export function provideBackend(backend: Backend): Backend {
  return setContext(KEY, backend);
}

export function useBackend(): Backend {
  return getContext<Backend>(KEY);
}
