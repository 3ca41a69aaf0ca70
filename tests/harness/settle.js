// Answers once nothing says it is busy, fonts are there, transitions are over and what the page now holds has been
// painted. What takes longer than the limit is shown as it is.
const [done] = arguments;
const began = performance.now();
const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
// A spinner turns for ever: it is not waited for.
const endless = (animation) => animation.effect?.getComputedTiming().iterations === Infinity;
const still = () =>
  Promise.allSettled(document.getAnimations().filter((each) => !endless(each)).map((each) => each.finished));
const LIMIT = 10_000;
const limit = new Promise((resolve) => setTimeout(resolve, LIMIT));

(async () => {
  await document.fonts.ready;
  await frame();
  while (document.querySelector('[aria-busy=true]') !== null && performance.now() - began < LIMIT) await frame();
  await Promise.race([still(), limit]);
  // A frame is only requested before it is painted, and shown a frame later.
  for (let painted = 0; painted < 3; painted += 1) await frame();
  done(true);
})();
