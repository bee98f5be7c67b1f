// The map's modules are fetched when the tab is opened for the first time, while the server is asked where the data lie.
const stage = element.querySelector('.map');
const lost = () => {
  stage.querySelector('.map-still p').textContent = 'The map could not be loaded; please load the page again.';
};
import(new URL(`${stage.dataset.scripts}/main.js`, document.baseURI).href).then(({ start }) => {
  const [source, panel, truth] = ['map-source', 'map-panel', 'map-facts'].map((id) => document.getElementById(id));
  start({ stage, source, panel, truth }, (question) => {
    props.value = question;
    trigger('input');
  });
}, lost);
