// The deviations of a lease, cause by cause in the order in which the page tells the situation: what is open before the rest, the worst before the others.
import { h } from './dom.js';
import { basis, gpuHours, money, perMille, span, time } from './format.js';

/** @param deviations of one lease as the ledger lists them: what one cause breached stands together, led by the worst */
export function deviationTable(deviations, summary, zone, now) {
  if (deviations.length === 0) return h('p', { class: 'quiet' }, summary.as_of ? 'None as of ' + time(summary.as_of, zone, now) + '.' : 'None so far.');
  const leads = new Map();
  for (const d of deviations) if (!leads.has(d.cause || d.id)) leads.set(d.cause || d.id, d.id);
  const led = d => leads.get(d.cause || d.id) !== d.id;
  return [h('p', { class: 'provenance' }, basis('as of ' + time(summary.as_of, zone, now), 'losses rest on the latest revision of each interval', 'what one cause breached stands together, and what two terms of it count is worth its money once')),
    h('div', { class: 'scroll' }, h('table', { class: 'list wide stack' },
    h('caption', { class: 'sr' }, 'Deviations, the open ones first'),
    h('thead', null, h('tr', null, ['Deviation', 'Term', 'Layer', 'Since', 'Lasted', 'At worst', 'Lost', 'Worth, estimated'].map((t, i) => h('th', { class: i > 4 ? 'n' : '' }, t)))),
    h('tbody', null, deviations.map(d => h('tr', { class: d.state + (led(d) ? ' part' : ''), 'data-key': d.id },
      h('th', { scope: 'row' }, d.id, ' ', h('span', { class: 'tag ' + d.state }, d.state === 'merged' ? 'merged into ' + d.merged_into : d.state), led(d) ? h('small', null, 'same cause as ' + leads.get(d.cause)) : null, d.provisional && d.state === 'open' ? h('small', null, 'partly provisional') : null),
      h('td', { 'data-label': 'Term' }, d.term),
      h('td', { 'data-label': 'Layer' }, h('span', null, h('span', { class: 'swatch tone-' + d.layer }), d.layer)),
      h('td', { 'data-label': 'Since' }, time(d.first_breached, zone, now)),
      h('td', { 'data-label': 'Lasted' }, d.state === 'withdrawn' || d.state === 'merged' ? '–' : span((d.closed_at ? Date.parse(d.closed_at) : Date.parse(summary.as_of || d.last_breached)) - Date.parse(d.first_breached)) + (d.closed_at ? '' : ' so far')),
      h('td', { class: 'n', 'data-label': 'At worst' }, h('span', null, perMille(d.worst_per_mille), h('small', null, 'of ' + perMille(d.at_least_per_mille)))),
      h('td', { class: 'n', 'data-label': d.term === 'coverage' ? 'Not measured' : 'Lost' }, gpuHours(d.lost_gpu_ms)),
      h('td', { class: 'n', 'data-label': 'Worth, estimated' }, money(d.worth_estimate, summary.currency)))))))];
}
