// The pieces a lease's page is made of: figures, cards, choices, legend.
import { h } from './dom.js';
import { percent } from './format.js';
import { BUCKETS, LAYERS } from './states.js';

export function figure(name, value, says, provenance) {
  return h('div', null, h('dt', null, name), h('dd', { class: 'value' }, value), h('dd', { class: 'says' }, says), h('dd', { class: 'provenance' }, provenance));
}

export function range(low, high) {
  if (low === null || low === undefined) return '–';
  const [a, b] = [percent(low, 1, 2), percent(high, 1, 2)];
  return a === b ? a : a.replace('\u00a0%', '') + ' – ' + b;
}

export function card(key, title, body, tools) {
  return h('section', { class: 'block', 'data-key': key, 'aria-labelledby': key + '-title' },
    h('div', { class: 'block-head' }, h('h2', { id: key + '-title' }, title), tools || null), body);
}

export function choices(key, label, options, current, choose) {
  return h('div', { class: 'segments', role: 'group', 'aria-label': label, 'data-key': key }, options.map(([value, text]) =>
    h('button', { type: 'button', 'aria-pressed': String(value === current), onclick: () => choose(value) }, text)));
}

export function legend(seen) {
  const entries = [];
  for (const bucket of BUCKETS) {
    const name = bucket.tone ? bucket.label : LAYERS[bucket.layer].toLowerCase();
    if (seen.has(bucket.key) && !entries.some(e => e[1] === name)) entries.push([bucket.tone || bucket.layer, name]);
  }
  return h('ul', { class: 'legend' }, entries.map(([t, name]) => h('li', null, h('span', { class: 'swatch tone-' + t }), name)),
    h('li', null, h('span', { class: 'swatch provisional tone-utilized' }), 'pale: provisional'), h('li', null, h('span', { class: 'swatch outline' }), 'gap: no result'));
}

export async function copy(button, text) {
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = 'Copied';
  } catch {
    button.textContent = 'Select the text above to copy it';
  }
  setTimeout(() => { button.textContent = 'Copy'; }, 2500);
}
