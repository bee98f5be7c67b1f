// How the page looks, and its tabs by keyboard.
const looks = (name) => name && document.body.classList.toggle('dark', name === 'dark');
looks(new URLSearchParams(location.search).has('__theme') ? null : localStorage.getItem('theme'));

document.addEventListener('click', (event) => {
  if (event.target.closest('[data-theme]')) {
    const name = document.body.classList.contains('dark') ? 'light' : 'dark';
    looks(name);
    localStorage.setItem('theme', name);
  }
  const wanted = event.target.closest('[data-open]')?.dataset.open;
  if (wanted) document.querySelector(`#tabs [role=tab][data-tab-id=${wanted}]`)?.click();
});

document.addEventListener('keydown', (event) => {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const tab = event.target.closest('#tabs [role=tab]');
  if (!step || !tab) return;
  const tabs = [...tab.parentElement.querySelectorAll('[role=tab]')];
  const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
  next.click();
  next.focus();
});
