// The nodes that lost most in an interval: where to walk to.
import { h } from './dom.js';
import { basis, gpus, perMille, span, time } from './format.js';
import { BUCKETS } from './states.js';

const FIRST = 12;
const MOST = 50;

/** @param interval the interval they are of  @param all whether every one is shown  @param toggle shows all or the first */
export function nodeTable(interval, nodes, zone, now, all, toggle) {
  const rests = h('p', { class: 'provenance' }, basis(
    'interval at ' + time(interval.interval_start, zone, now) + ', ' + interval.interval_s + ' s', 'coverage ' + perMille(interval.coverage_per_mille),
    interval.status === 'settled' ? 'settled, revision ' + interval.revision : 'provisional'));
  if (nodes.length === 0) return [rests, h('p', { class: 'quiet' }, 'No node lost anything.')];
  const end = Date.parse(interval.interval_start) + interval.interval_s * 1000;
  return [
    rests,
    h('div', { class: 'scroll' }, h('table', { class: 'list wide stack nodes' },
      h('caption', { class: 'sr' }, 'The nodes that lost most, worst first'),
      h('thead', null, h('tr', null, ['Rack', 'Node', 'Block', 'State', 'In this state since', 'Lost'].map((t, i) => h('th', { class: i === 5 ? 'n' : '' }, t)))),
      h('tbody', null, nodes.slice(0, all ? nodes.length : FIRST).map(n => h('tr', { 'data-key': n.node },
        h('th', { scope: 'row' }, n.rack), h('td', { 'data-label': 'Node' }, h('code', null, n.node)), h('td', { 'data-label': 'Block' }, n.block),
        h('td', { 'data-label': 'State' }, h('span', null, h('span', { class: 'swatch tone-' + stateTone(n.state) }), n.state.toLowerCase().replaceAll('_', ' '))),
        h('td', { 'data-label': 'In this state since' }, h('span', null, time(n.since, zone, now) + (n.or_before ? ' or before' : ''), h('span', { class: 'quiet' }, ' · ' + span(end - Date.parse(n.since))))),
        h('td', { class: 'n', 'data-label': 'Lost' }, gpus(n.lost_gpu_ms, interval.interval_s * 1000) + ' GPUs')))))),
    h('p', { class: 'quiet hint' },
      nodes.length > FIRST ? [h('button', { type: 'button', class: 'plain', onclick: toggle }, all ? 'Show the first ' + FIRST : 'Show all ' + nodes.length + ' listed'), ' '] : null,
      nodes.length >= MOST ? 'A result lists the ' + MOST + ' nodes that lost most; there may be more. ' : null,
      'Since when is counted over the intervals in a row that list the node in that state.'),
  ];
}

function stateTone(state) {
  const bucket = BUCKETS.find(b => b.key === state || b.key.startsWith(state + '.'));
  return bucket ? bucket.tone || bucket.layer : 'unknown';
}
