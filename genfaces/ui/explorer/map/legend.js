// The legend: what the colours mean and how many points there are; a click on an entry hides or shows its points.

/** Fill `element` for the map's present categories. `changed` is called after a click. */
export function drawLegend(element, map, changed) {
  const { titles, hexes, counts } = map.categories;
  element.replaceChildren(...titles.map((title, category) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.title = 'Hide or show these faces';
    button.setAttribute('aria-pressed', String(!map.hidden.has(category)));
    const swatch = document.createElement('i');
    swatch.style.background = hexes[category];
    const count = document.createElement('span');
    count.textContent = counts[category].toLocaleString('en');
    button.append(swatch, title, count);
    button.addEventListener('click', () => {
      if (!map.hidden.delete(category)) map.hidden.add(category);
      button.setAttribute('aria-pressed', String(!map.hidden.has(category)));
      map.emphasise();
      changed();
    });
    return button;
  }));
}
