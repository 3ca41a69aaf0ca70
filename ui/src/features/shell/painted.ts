const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));

const WAITING = '[aria-busy="true"], [data-loading]';

/** Done once nothing inside `content` waits for the desk any more, and what it then shows is on the screen. */
export async function painted(content: Element): Promise<void> {
  do await frame();
  while (content.isConnected && content.querySelector(WAITING) !== null);
  // A frame is only asked for before it is painted.
  await frame();
}
