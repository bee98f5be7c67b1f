// Finds points by words: "smiling, eyeglasses, not male", "woman, bald".

const NEGATION = /^(not|no|without|never|-)\s*/;

const words = (text) => text.toLowerCase().split(/[\s_:]+/).filter(Boolean);
const stem = (word) => (word.length > 3 ? word.replace(/(ing|es|e|s)$/, '') : word);
// eye and eyes, hair and haired; and glasses are eyeglasses
const alike = (known, word) => known.startsWith(word) || word.startsWith(known) || (word.length > 3 && known.endsWith(word));

// What people say for a label, or for its absence.
const SAID = { woman: 'not male', women: 'not male', girl: 'not male', lady: 'not male', female: 'not male', man: 'male', men: 'male', boy: 'male', moustache: 'mustache', hairless: 'bald' };

/** The label that a few words mean, and whether they mean its absence: {label, absent}, or null. */
function meaning(phrase, { info, words: called }) {
  const wanted = words(phrase).map(stem);
  let best = null;
  // By the data set's name, or by what the page calls it.
  info.label_names.flatMap((name, label) => [[name, label], [called[name], label]]).forEach(([name, label]) => {
    // The label "No_Beard" is the absence of "beard".
    const absent = /^no[_ ]/i.test(name);
    const known = words(absent ? name.slice(3) : name).map(stem);
    if (!wanted.length || !wanted.every((word) => known.some((other) => alike(other, word)))) return;
    const surplus = known.length - wanted.length + (known.join() === wanted.join() ? 0 : 0.5);
    if (!best || surplus < best.surplus) best = { label, absent, surplus };
  });
  return best;
}

/** A query that makes sense for these labels. */
export function example(names) {
  if (names.includes('Smiling')) return 'smile, glasses, not male';
  const phrases = [...new Map(names.map((name) => name.split(':')).map(([group, value]) => [group, value ? `${value} ${group}` : group])).values()];
  return `${phrases[0] ?? ''}, not ${phrases.at(-1) ?? ''}`.replaceAll('_', ' ');
}

/** What a query asks for: {terms: [{label, present}], unknown: [words]}. Terms stand between commas or "and". */
export function parse(query, data) {
  const found = { terms: [], unknown: [] };
  for (const part of query.split(/[,;]|\band\b/i).map((text) => text.trim()).filter(Boolean)) {
    const phrase = part.toLowerCase().replace(NEGATION, ''), said = SAID[phrase] ?? SAID[phrase.replace(/s$/, '')] ?? phrase;
    const negated = NEGATION.test(part.toLowerCase()) !== NEGATION.test(said), meant = meaning(said.replace(NEGATION, ''), data);
    if (meant) found.terms.push({ label: meant.label, present: negated === meant.absent });
    else found.unknown.push(part);
  }
  return found;
}

/** The indices of the points that meet all terms. */
export function matches(terms, data) {
  const found = [];
  for (let i = 0; i < data.count; i += 1) {
    if (terms.every(({ label, present }) => data.has(i, label) === present)) found.push(i);
  }
  return found;
}
