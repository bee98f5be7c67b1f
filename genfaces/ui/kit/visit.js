// Asks the server for the view that the address names: when the tab is opened for the first time, and at every `visit`
// of it after that (views.js). On another tab's address the tab begins as usual.
const tab = element.closest('[id^=tab-]').id.slice('tab-'.length);
const ask = () => {
  const here = new URLSearchParams(location.search).get('tab') === tab;
  props.value = { address: here ? location.search : '', recipe: (here && history.state?.recipe) || null, at: performance.now() };
  trigger('input');
};
document.addEventListener('visit', ({ detail }) => { if (detail === tab) ask(); });
ask();
