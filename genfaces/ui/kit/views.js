// Where the visitor is: the address follows what is shown, Back and Forward walk through it, and whatever leads to
// another view says `go` with its address. A view counts as another one once it has stood for a moment: of a drag,
// only the end is a place to come back to.
const SETTLED = 700;
const parts = (address) => new URLSearchParams(address);
const tabOf = (address) => parts(address).get('tab');
const button = (tab) => document.querySelector(`#tabs [role=tab][data-tab-id="${CSS.escape(tab)}"]`);
const first = () => document.querySelector('#tabs [role=tab]')?.dataset.tabId;
const viewOf = (tab) => document.querySelector(`#tab-${CSS.escape(tab ?? '')} [data-view]`)?.dataset.view ?? '';
const isOpen = (tab) => button(tab)?.getAttribute('aria-selected') === 'true';

// The tab whose view was asked for and has not come ("": any), and how often it was asked; what comes is no new view.
let arriving = tabOf(location.search) ?? '', asked = 1, moved = -SETTLED, visiting = false;

const put = (address, recipe = null) => {
  const soon = performance.now() - moved < SETTLED;
  history[soon ? 'replaceState' : 'pushState']({ ...history.state, recipe }, '', address || '?');
  moved = performance.now();
};

// The tab of the address comes to the front, and is asked for its view unless it shows that already.
const visit = (stays = false) => {
  const tab = tabOf(location.search);
  document.documentElement.classList.toggle('inside', Boolean(tab));
  if (!stays) for (const open of document.querySelectorAll('dialog[open]')) open.close();
  const wanted = button(tab ?? '') ? tab : first();
  const mounted = document.getElementById(`${wanted}-visits`);
  if (!isOpen(wanted)) {
    visiting = true;
    button(wanted)?.click();
    visiting = false;
  }
  if (!tab || (viewOf(wanted) === location.search && !history.state?.recipe)) return;
  [arriving, asked] = [wanted, arriving === wanted ? asked + 1 : 1];
  if (mounted) document.dispatchEvent(new CustomEvent('visit', { detail: wanted }));
};
addEventListener('popstate', () => { moved = -SETTLED; visit(); });

// keep: parts that stay as they are in the tab that is gone to.
const go = ({ address, keep = '', recipe = null, stays = false }) => {
  const query = parts(address), now = parts(viewOf(query.get('tab')));
  for (const name of keep.split(' ')) if (now.has(name) && !query.has(name)) query.set(name, now.get(name));
  moved = -SETTLED;
  if (`?${query}` !== location.search || recipe) put(`?${query}`, recipe);
  visit(stays);
  if (!stays) scrollTo({ top: 0 });
};
document.addEventListener('go', ({ detail }) => go(detail));

const arrived = (view) => {
  const now = parts(view);
  const same = [...parts(location.search)].every(([name, value]) => now.get(name) === value);
  if (!same && asked > 1) return; // the answer to an older question
  arriving = null;
  if (tabOf(location.search)) history.replaceState(history.state, '', view);
};

document.addEventListener('drawn', ({ detail: { view } }) => {
  const tab = tabOf(view);
  if (!isOpen(tab)) return;
  if (arriving === tab || arriving === '') arrived(view);
  else if (arriving === null && view !== location.search) put(view);
});

// A tab that is opened by hand; Gradio's own event also comes when the page loads.
document.addEventListener('click', ({ target }) => {
  const tab = target.closest('#tabs [role=tab]')?.dataset.tabId;
  if (!tab || visiting || tabOf(location.search) === tab) return;
  const view = viewOf(tab);
  moved = -SETTLED;
  put(view || `?tab=${tab}`);
  [arriving, asked] = [view ? null : tab, 1];
  document.documentElement.classList.add('inside');
  scrollTo({ top: 0 });
});

// Links to views lead there without loading the page again; one that is to be copied is copied.
document.addEventListener('click', (event) => {
  const link = event.target.closest('a[href^="?"], [data-visit]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  if ('copy' in link.dataset) copy(new URL(link.href).href);
  else go({ address: link.dataset.visit ?? link.getAttribute('href'), keep: link.dataset.keep, stays: 'stays' in link.dataset });
});

let quiet = null;
const say = (words) => {
  const place = document.getElementById('said');
  place.textContent = words;
  place.classList.add('heard');
  clearTimeout(quiet);
  quiet = setTimeout(() => place.classList.remove('heard'), 4000);
};
document.addEventListener('say', ({ detail }) => say(detail));

const copy = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
    say('The link to this view is copied.');
  } catch {
    say('The browser did not allow copying; the address bar holds the same link.');
  }
};
