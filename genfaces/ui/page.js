() => {
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

  // The address follows the tab that a visitor opens, and the front page makes way for its work. (Gradio's own event
  // also comes when the page loads, and would overwrite the address before it was read.)
  document.addEventListener('click', (event) => {
    const tab = event.target.closest('#tabs [role=tab]')?.dataset.tabId;
    if (!tab) return;
    const view = document.querySelector(`#tab-${tab} [data-view]`);
    history.replaceState(history.state, '', view ? view.dataset.view : `?tab=${tab}`);
    document.documentElement.classList.add('inside');
    scrollTo({ top: 0 });
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
}
