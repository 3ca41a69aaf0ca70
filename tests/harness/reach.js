// What a person who zoomed in cannot get at: things to use that lie past the edge of the window with nothing to scroll
// them in by, and a page that scrolls sideways as a whole.
const wide = innerWidth + 1;
const scrolls = (element) => /auto|scroll/.test(getComputedStyle(element).overflowX) && element.scrollWidth > element.clientWidth;
const scrolled = (element) => {
  for (let at = element.parentElement; at !== null; at = at.parentElement) if (scrolls(at)) return true;
  return false;
};
const USED = 'a[href], button, input, select, textarea, summary, [tabindex]:not([tabindex="-1"])';
const lost = [...document.querySelectorAll(USED)].filter((element) => {
  if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || element.closest('[inert], .visually-hidden') !== null) return false;
  const { left, right, width } = element.getBoundingClientRect();
  return width > 1 && (right > wide || left < -1) && !scrolled(element);
});
const name = (element) => `${element.tagName.toLowerCase()} "${(element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 40)}"`;
const sideways = ['html', 'body', 'main'].filter((tag) => {
  const element = document.querySelector(tag);
  return element !== null && element.scrollWidth > element.clientWidth + 1;
});
return [...sideways.map((tag) => `${tag} scrolls sideways`), ...lost.slice(0, 6).map((element) => `${name(element)} lies outside`)];
