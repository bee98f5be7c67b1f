() => {
  // The address follows the tab that a visitor opens. (Gradio's own event also comes when the page loads, and would
  // overwrite the address before it was read.)
  document.addEventListener('click', (event) => {
    const tab = event.target.closest('#tabs [role=tab]')?.dataset.tabId;
    if (!tab) return;
    const view = document.querySelector(`#tab-${tab} [data-view]`);
    history.replaceState(history.state, '', view ? view.dataset.view : `?tab=${tab}`);
  });
}
