import { open, save } from '@tauri-apps/plugin-dialog';
import type { Backend } from './backend';

/** The one file that knows Tauri. */
export const tauriBackend: Backend = {
  pickFile: (filters) => open({ multiple: false, directory: false, filters }),
  pickSavePath: (defaultPath, filters) => save({ defaultPath, filters }),
};
