// The map's modules are fetched when the tab is opened for the first time, while the server looks up where the data lie.
const stage = element.querySelector('.map');
trigger('submit');
import(new URL(`${stage.dataset.scripts}/main.js`, document.baseURI).href).then(({ start }) => {
  const [source, panel, truth] = ['map-source', 'map-panel', 'map-facts'].map((id) => document.getElementById(id));
  start({ stage, source, panel, truth }, (question) => {
    props.value = question;
    trigger('input');
  });
});
