// Looks for one element until it is there (or, for `gone`, until it is not) or patience is over.
// Answers with the element, with true once it is gone, or with null.
const [query, patience, done] = arguments;

const ROLES = {
  button: 'button, [role=button], summary, input[type=submit], input[type=button]',
  link: 'a[href], [role=link]',
  field:
    'input:not([type=checkbox]):not([type=radio]), textarea, select, [role=textbox], [role=searchbox], ' +
    '[role=combobox], [role=spinbutton], [contenteditable=true], button[aria-haspopup=listbox]',
  checkbox: 'input[type=checkbox], [role=checkbox], [role=switch]',
  radio: 'input[type=radio], [role=radio]',
  heading: 'h1, h2, h3, h4, h5, h6, [role=heading]',
  row: 'tr, [role=row]',
  cell: 'td, th, [role=cell], [role=gridcell], [role=columnheader]',
  columnheader: 'th, [role=columnheader]',
  listitem: 'li, [role=listitem]',
  dialog: 'dialog[open], [role=dialog], [role=alertdialog]',
  menu: '[role=menu]',
  alert: '[role=alert], [role=status], output',
  navigation: 'nav, [role=navigation]',
  region: 'section, [role=region]',
  table: 'table, [role=table], [role=grid]',
  img: 'img, svg[role=img], [role=img]',
};

const plain = (text) => (text ?? '').replace(/\s+/g, ' ').trim().toLowerCase();

const seen = (element) =>
  element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
  element.closest('[inert], [aria-hidden=true]') === null;

// The parts of the accessible-name computation that this UI uses, strongest first.
const nameOf = (element) => {
  const by = element.getAttribute('aria-labelledby');
  if (by !== null) {
    return plain(by.split(/\s+/).map((id) => document.getElementById(id)?.textContent).join(' '));
  }
  const label = element.getAttribute('aria-label') ?? element.getAttribute('alt');
  if (label !== null) return plain(label);
  if (element.labels?.length) return plain([...element.labels].map((each) => each.textContent).join(' '));
  const shown = plain(element.innerText);
  return shown || plain(element.getAttribute('placeholder') ?? element.getAttribute('title') ?? element.value);
};

const wanted = plain(query.name);

const best = (elements, name) => {
  const named = elements.map((element) => [element, name(element)]);
  for (const fits of [
    (each) => each === wanted,
    (each) => each.startsWith(wanted),
    (each) => each.includes(wanted),
  ]) {
    const hit = named.find(([, each]) => fits(each));
    if (hit) return hit[0];
  }
  return null;
};

const look = () => {
  if (query.by === 'id') {
    const marked = document.querySelectorAll(`[data-testid="${CSS.escape(query.name)}"]`);
    return [...marked].find(seen) ?? null;
  }
  if (query.by === 'role') {
    const candidates = document.querySelectorAll(ROLES[query.role] ?? `[role="${query.role}"]`);
    const hit = best([...candidates].filter(seen), nameOf);
    // The drawn part of a radio or check box is its label; the input itself may be one hidden pixel.
    return hit?.matches('input[type=radio], input[type=checkbox]') ? (hit.closest('label') ?? hit) : hit;
  }
  const holders = [...document.body.querySelectorAll('*')].filter(
    (element) => plain(element.textContent).includes(wanted) && seen(element) && plain(element.innerText).includes(wanted),
  );
  // Document order puts an ancestor before what it holds: the innermost come last.
  return holders.find((element) => !holders.some((other) => other !== element && element.contains(other))) ?? null;
};

const deadline = performance.now() + patience;
const attempt = () => {
  const found = document.body === null ? null : look();
  if (query.gone ? found === null : found !== null) return done(query.gone ? true : found);
  if (performance.now() > deadline) return done(null);
  setTimeout(attempt, 40);
};
attempt();
