/** Where menus, lists and tips float: inside the page's main part, for a screen reader must not find content outside all landmarks. */
export function floatRoot(): HTMLElement {
  return document.querySelector('main') ?? document.body;
}
