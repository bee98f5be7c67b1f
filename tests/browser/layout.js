// What is wrong with the layout of what is shown, a line each: what sticks out of its box or is cut off, and controls
// that lie over each other. Boxes that scroll on their own, and places made to lie over others, are left out.
() => {
  const APART = 'svg, dialog, [hidden], .before-after, .palette, .traverse, .map-canvases, .icon-button';
  const shown = (e) => !e.closest(APART) && e.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const all = [...document.querySelectorAll('main *')].filter(shown);
  const called = (e) => `${e.tagName}.${[...e.classList].slice(0, 2).join('.')} “${e.textContent.trim().slice(0, 30)}”`;
  const found = [];
  const wider = document.documentElement.scrollWidth - innerWidth;
  if (wider > 0) found.push(`the page is ${wider} pixels too wide`);

  const hasText = (e) => [...e.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  const tooNarrow = all.filter((e) => {
    const { display, clipPath, overflowX } = getComputedStyle(e);
    if (display === 'inline' || clipPath !== 'none' || ['auto', 'scroll'].includes(overflowX)) return false;
    if (e.clientWidth < 3 || e.matches('img, canvas, input, select, textarea')) return false;
    return e.scrollWidth > e.clientWidth + 1 && (overflowX === 'visible' || hasText(e));
  });
  const innermost = tooNarrow.filter((e) => !tooNarrow.some((other) => other !== e && e.contains(other)));
  found.push(...innermost.map((e) => `${called(e)} needs ${e.scrollWidth} of ${e.clientWidth} pixels`));

  const controls = all.filter((e) => e.matches('button, a[href], input, select, textarea, summary'))
    .map((e) => [e, e.getBoundingClientRect()]).filter(([, box]) => box.width > 1 && box.height > 1);
  controls.forEach(([a, p], at) => controls.slice(at + 1).forEach(([b, q]) => {
    if (a.contains(b) || b.contains(a)) return;
    const across = Math.min(p.right, q.right) - Math.max(p.left, q.left);
    const down = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
    if (across > 1 && down > 1) found.push(`${called(a)} lies over ${called(b)}`);
  }));
  return found;
}
