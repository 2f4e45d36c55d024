// One interval: what it was, state by state and block by block, and every revision it has had.
import { get } from './api.js';
import { h } from './dom.js';
import { gpus, number, percent, perMille, plural, time } from './format.js';
import { missingWords } from './measured.js';
import { amount, BUCKETS, tone } from './states.js';

/** The revisions of an interval and its worst nodes; none while it is provisional. */
export async function revisions(lease, line, start) {
  try {
    return await get(`results/${encodeURIComponent(lease)}/${encodeURIComponent(line)}/${encodeURIComponent(start)}`);
  } catch (problem) {
    if (problem.status === 404) return { revisions: [], worst_nodes: [] };
    throw problem;
  }
}

export function intervalPanel(interval, history, zone, now, close) {
  const stepMs = interval.interval_s * 1000;
  const whole = interval.contracted_gpu_ms;
  const rows = BUCKETS.map(b => [b, amount(interval.content, b)]).filter(([, ms]) => ms > 0);
  const blocks = Object.entries(interval.content.blocks || {})
    .map(([block, losses]) => [block, losses, Object.values(losses).reduce((a, b) => a + b, 0)]).sort((a, b) => b[2] - a[2]);
  return h('div', { class: 'panel' },
    h('div', { class: 'panel-head' },
      h('h3', null, time(interval.interval_start, zone, now), h('small', null, ' for ' + interval.interval_s + ' s · coverage ' + perMille(interval.coverage_per_mille) + ' · ' + (interval.status === 'settled' ? 'settled, revision ' + interval.revision : 'provisional'))),
      h('button', { type: 'button', class: 'plain', onclick: close }, 'Close')),
    h('div', { class: 'columns' },
      h('table', { class: 'list' },
        h('caption', null, 'What the contracted ' + gpus(whole, stepMs) + ' GPUs were'),
        h('tbody', null, rows.map(([bucket, ms]) => h('tr', null,
          h('th', { scope: 'row' }, h('span', { class: 'swatch tone-' + tone(bucket) }), h('span', null, bucket.label, h('small', null, bucket.says))),
          h('td', { class: 'n' }, gpus(ms, stepMs)), h('td', { class: 'n quiet' }, percent(ms, whole, 2)))))),
      blocks.length === 0 ? null : h('table', { class: 'list' },
        h('caption', null, 'Where it was lost'),
        h('tbody', null, blocks.slice(0, 8).map(([block, losses, sum]) => h('tr', null,
          h('th', { scope: 'row' }, block, h('small', null, Object.keys(losses).join(', ').toLowerCase().replaceAll('_', ' '))),
          h('td', { class: 'n' }, gpus(sum, stepMs)), h('td', { class: 'n quiet' }, 'GPUs')))))),
    missing(interval),
    history === null ? h('p', { class: 'quiet' }, 'Reading its revisions…')
      : history.revisions.length === 0 ? h('p', { class: 'quiet' }, 'Provisional: it is replaced when the interval settles, and never enters an account.')
        : revisionTable(history.revisions, zone, now, stepMs));
}

/** Why some of it was not measured, where the result says it. */
function missing(interval) {
  const words = missingWords(interval.coverage && interval.coverage.unmeasured, interval.contracted_gpu_ms);
  return words ? h('p', { class: 'quiet' }, 'Not measured because ' + words + ' of contracted.') : null;
}

function revisionTable(history, zone, now, stepMs) {
  const contents = history.map(r => JSON.parse(r.content));
  return h('table', { class: 'list wide' },
    h('caption', null, history.length === 1 ? 'One revision, chained to the result before it in this lease' : plural(history.length, 'revision') + ', each chained to the result before it in this lease'),
    h('thead', null, h('tr', null, h('th', null, 'Revision'), h('th', null, 'Recorded'), h('th', null, 'What changed'), h('th', null, 'Why'), h('th', null, 'Content SHA-256'))),
    h('tbody', null, history.map((r, i) => h('tr', null,
      h('th', { scope: 'row' }, number(r.revision)),
      h('td', null, time(r.recorded_at, zone, now)),
      h('td', null, i === 0 ? 'first settled' : changes(contents[i - 1], contents[i], stepMs)),
      h('td', null, why(r)),
      h('td', null, h('code', { title: 'chain ' + r.chain_hash + (r.replaces ? ', replaces ' + r.replaces : '') }, r.sha256.slice(0, 16) + '…'))))));
}

const REASONS = { late_evidence: 'late evidence', registry_correction: 'the registry was corrected',
  correction_and_late_evidence: 'late evidence, and the registry was corrected', backlog: 'a drained spool' };

/** Why a revision replaced the one before it, and who stands for it. */
function why(revision) {
  if (!revision.reason) return '';
  return [REASONS[revision.reason] || revision.reason, h('small', null, revision.approver ? 'approved by ' + revision.approver : 'by the stream job')];
}

function changes(before, after, stepMs) {
  const found = BUCKETS.map(b => [b.label, amount(after, b) - amount(before, b)]).filter(([, d]) => d !== 0)
    .map(([label, d]) => label + ' ' + (d > 0 ? '+' : '−') + gpus(Math.abs(d), stepMs));
  if (before.registry_version !== after.registry_version) found.push('registry version ' + after.registry_version);
  return found.join(', ') || 'the same amounts elsewhere';
}
