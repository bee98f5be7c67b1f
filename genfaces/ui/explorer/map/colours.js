// What points are coloured by: a label of two values, or a group of labels such as hair:aqua, hair:brown ...

// A label's own colour where its name says one; mixed so that each shows on paper and on ink.
const NAMED = {
  aqua: '#2fb3bd', black: '#4a4a58', blonde: '#d9a521', blue: '#3b74e0', brown: '#8a5a34', dark: '#7a4a2b', gray: '#93979e',
  green: '#2f9d55', light: '#e0ad84', medium: '#b87b4b', orange: '#e5791e', pink: '#e676a8', purple: '#8f52cc', red: '#cf3b3b',
  white: '#b9b3d1', yellow: '#c9b400', short: '#3b74e0', long: '#cf3b3b',
};
// For the rest, told apart by the colour-blind as well (Okabe and Ito, 2008).
const OTHERS = ['#3b74e0', '#e5791e', '#2f9d55', '#c45ab3', '#2fb3bd', '#cf3b3b', '#c9b400', '#93979e'];
const MISSING = /^no[_ ]/i;
const YES = '#e8590c', NO = '#7c92c9';

/** What one may colour by: {name, title, labels} with the columns of its labels; groups first. */
export function schemes({ info: { label_names: names }, words }) {
  const groups = new Map();
  const single = [];
  names.forEach((name, label) => {
    const [group, value] = name.split(':');
    const thing = words[name]?.replace(MISSING, ''), title = thing && thing[0].toUpperCase() + thing.slice(1);
    if (value === undefined) single.push({ name, title, labels: [label] });
    else groups.set(group, [...(groups.get(group) ?? []), label]);
  });
  const grouped = [...groups].map(([name, labels]) => ({ name, title: words[name], labels }));
  return [...grouped, ...single.sort((a, b) => a.title.localeCompare(b.title))];
}

const parsed = (hex) => [1, 3, 5].map((start) => parseInt(hex.slice(start, start + 2), 16) / 255);

/** Categories of a scheme: their titles, colours (hex, and as numbers), how many points each has, and which each point is in. */
export function categorise(scheme, data) {
  const { labels } = scheme, { words } = data;
  const of = new Uint8Array(data.count);
  const names = labels.map((label) => data.info.label_names[label]);
  const yesNo = labels.length === 1 && !names[0].includes(':');
  // The label "No_Beard": who has it has no beard.
  const answers = MISSING.test(names[0]) ? ['yes', 'no'] : ['no', 'yes'];
  const titles = yesNo ? answers.map((answer) => `${scheme.title}: ${answer}`) : names.map((name) => words[name.split(':')[1]]);
  const hexes = yesNo ? [NO, YES] : names.map((name, i) => NAMED[name.split(':')[1]] ?? OTHERS[i % OTHERS.length]);
  for (let i = 0; i < data.count; i += 1) {
    of[i] = yesNo ? Number(data.has(i, labels[0])) : Math.max(0, labels.findIndex((label) => data.has(i, label)));
  }
  const counts = titles.map(() => 0);
  of.forEach((category) => { counts[category] += 1; });
  return { titles, hexes, palette: hexes.map(parsed), counts, of };
}
