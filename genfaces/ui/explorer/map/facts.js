// What a map can be trusted for, in sentences, from the numbers measured when it was made.

const percent = (share) => `${Math.round(100 * share)} %`;

const TSNE = `t-SNE keeps <b>neighbours</b> together and gives up the rest: how far apart two groups lie, how large or
  dense a group is, and the directions of the axes mean nothing here.`;
const PCA = `Principal components are a <b>shadow</b>: points far apart here are far apart in truth, but points that lie
  together may be far apart in the directions that are not shown.`;

/** How well new faces are placed: half of `placed_again`, since a map is two units wide. */
function placed({ kind, placed_again: distance }) {
  if (kind !== 'tsne') return '';
  const share = 50 * distance < 0.1 ? 'less than 0.1' : (50 * distance).toFixed(1);
  return ` A face that is placed as if it were new lands, by the median, ${share} % of the map’s width beside its own place.`;
}

/**
 * How often two faces give the same answer of several, from how often they agree in each: where one answer of n is
 * given, two faces that differ still agree in all but two of them.
 */
function together(shares) {
  const mean = shares.reduce((sum, share) => sum + share) / shares.length;
  return shares.length > 1 ? 1 - shares.length * (1 - mean) / 2 : mean;
}

/** HTML on the present map, for the present colours. */
export function facts(map, scheme) {
  const { info } = map.data, entry = info.maps.find(({ name }) => name === map.name);
  const kept = entry.explained ? ` It shows ${percent(entry.explained.reduce((sum, share) => sum + share))} of the variance.` : '';
  const names = scheme.labels.map((label) => info.label_names[label]);
  const agreed = (purity, kind = 'same') => together(names.map((name) => purity[name][kind]));
  const trusted = entry.trustworthiness > 0.95 ? 'nearly always' : entry.trustworthiness > 0.8 ? 'mostly' : 'often not';
  return `<p>${entry.kind === 'tsne' ? TSNE : PCA} Faces side by side here are alike in truth ${trusted}.</p>
    <details><summary>Measured on this map</summary><p>${title(entry)}.${kept} Measured: <b>trustworthiness ${entry.trustworthiness.toFixed(3)}</b> (1: all of a face’s 12 neighbours here
    are near in truth; 0.5: by chance). Of a face’s 12 neighbours <b>${percent(agreed(entry.purity))}</b> agree in “${scheme.title.toLowerCase()}”
    here, ${percent(agreed(info.purity_latents))} in the full space of ${info.latent_size} latents, ${percent(agreed(info.purity_latents, 'chance_same'))} by chance.${placed(entry)}</p></details>`;
}

/** A table of all maps: trustworthiness, and how pure neighbourhoods are in some labels. */
export function table({ info, words }) {
  const lift = (name) => info.purity_latents[name].same - info.purity_latents[name].chance_same;
  const wanted = ['Male', 'Eyeglasses'].filter((name) => info.label_names.includes(name));
  const others = info.label_names.filter((name) => !wanted.includes(name)).sort((a, b) => lift(b) - lift(a));
  const names = [...wanted, ...others].slice(0, 5);
  const row = (title, trust, purity, kind) =>
    `<tr><th scope="row">${title}</th><td>${trust}</td>${names.map((name) => `<td>${percent(purity[name][kind])}</td>`).join('')}</tr>`;
  return `<table><thead><tr><th></th><th scope="col">Trustworthiness</th>${names.map((name) => `<th scope="col">${words[name]}</th>`).join('')}</tr></thead><tbody>
    ${info.maps.map((entry) => row(title(entry), entry.trustworthiness.toFixed(3), entry.purity, 'same')).join('')}
    ${row('All latents', '', info.purity_latents, 'same')}
    ${row('All latents, weighted', '', info.purity_measured, 'same')}
    ${row('By chance', '', info.purity_latents, 'chance_same')}</tbody></table>
    <p>Neighbours are counted by how far a change of the latents moves the picture (“weighted”): a VAE gives all its latents about
    the same spread, whether they move the whole background or a hair. How often each label’s neighbours agree, on average over
    all faces; for rare labels that is close to chance everywhere.</p>`;
}

/** What a map is made for, in a word or two. */
export function purpose({ kind, perplexity, centre }) {
  if (kind !== 'tsne') return centre.length === 3 ? 'In 3-D' : 'Shadow';
  if (perplexity < 20) return 'Close-up';
  return perplexity < 60 ? 'Balanced' : 'Overview';
}

/** A map's name for people. */
export function title({ kind, perplexity, centre }) {
  if (kind === 'tsne') return `t-SNE, perplexity ${perplexity}`;
  return centre.length === 3 ? 'PCA in 3-D' : 'PCA';
}
