import type { Backend } from '$lib/api/backend';
import { textField } from '$lib/scan/field';

/** Whether a drag carries files, and not text of the page. */
function carriesFiles(transfer: DataTransfer | null): transfer is DataTransfer {
  return transfer !== null && [...transfer.types].includes('Files');
}

/**
 * Files dropped or pasted anywhere in the window, whatever has the focus but a text field.
 *
 * The whole window takes the drop, for a photo let go of beside the block was meant for it all the same. Files from the
 * file manager come as paths, which the desk opens itself; what has no path, such as a picture out of a web page or the
 * clipboard, comes as bytes.
 */
export function dropTarget(
  backend: Pick<Backend, 'onFileDrag'>,
  take: (files: File[]) => void,
  takePaths: (paths: string[]) => void,
): { readonly isOver: boolean; listen(target: Window): () => void } {
  let isOver = $state(false);

  function over(event: DragEvent): void {
    if (!carriesFiles(event.dataTransfer)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    isOver = true;
  }
  function leave(event: DragEvent): void {
    // Leaving one element for another within the window is no leaving.
    if (event.relatedTarget === null) isOver = false;
  }
  function dropped(event: DragEvent): void {
    isOver = false;
    if (!carriesFiles(event.dataTransfer)) return;
    event.preventDefault();
    take([...event.dataTransfer.files]);
  }
  function pasted(event: ClipboardEvent): void {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0 || textField(event.target) !== null) return;
    event.preventDefault();
    take(files);
  }

  return {
    get isOver() {
      return isOver;
    },
    listen(target) {
      target.addEventListener('dragover', over);
      target.addEventListener('dragleave', leave);
      target.addEventListener('drop', dropped);
      target.addEventListener('paste', pasted);
      const stop = backend.onFileDrag((drag) => {
        isOver = drag.kind === 'over';
        if (drag.kind === 'drop' && drag.paths.length > 0) takePaths(drag.paths);
      });
      return () => {
        stop();
        target.removeEventListener('dragover', over);
        target.removeEventListener('dragleave', leave);
        target.removeEventListener('drop', dropped);
        target.removeEventListener('paste', pasted);
      };
    },
  };
}
