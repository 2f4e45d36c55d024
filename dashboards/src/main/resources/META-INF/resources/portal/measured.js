// What was measured beside GPU time: the terms that rest on plant, in words and units, and what a stretch of time came to.
import { h } from './dom.js';
import { basis, celsius, energy, gpuHours, number, percent, perMille, plural, power, ratio, standing, time } from './format.js';
import { LAYERS } from './states.js';

const VERDICTS = { met: 'met', breached: 'below', not_assessed: 'not assessed' };

/** Each term that says more than a share of GPU time: what it promises, what was measured, how it was judged. */
function termRows(detail, line) {
  const { latest } = line;
  const found = latest.content.measured || {};
  const judged = kind => latest.judgements.find(j => j.term === kind);
  return detail.terms.map(term => {
    const words = WORDS[term.term];
    return words ? { term, name: words.name, promised: words.promised(term, line), measured: words.measured(found, line), judged: judged(term.term) } : null;
  }).filter(Boolean);
}

const WORDS = {
  firm_power: {
    name: 'Firm power',
    promised: (term, line) => power(line.firm_w) + ' ready, ' + perMille(term.at_least_per_mille) + ' of the time',
    measured: (found, line) => firm(found.firm_power, found.energy, line),
  },
  thermal: {
    name: 'Supply',
    promised: term => basis(band(term), term.min_flow_ml_s && number(term.min_flow_ml_s / 1000, 1) + ' l/s a block') + ', ' + perMille(term.at_least_per_mille) + ' of GPU time',
    measured: found => supply(found.thermal),
  },
  pue: {
    name: 'PUE, interim',
    promised: term => 'at most ' + ratio(term.pue_at_most_per_mille / 1000),
    measured: found => pue(found.pue),
  },
};

function band(term) {
  const least = term.min_milli_c !== null && term.min_milli_c !== undefined;
  const most = term.max_milli_c !== null && term.max_milli_c !== undefined;
  if (least && most) return celsius(term.min_milli_c) + ' to ' + celsius(term.max_milli_c);
  return most ? 'at most ' + celsius(term.max_milli_c) : least ? 'at least ' + celsius(term.min_milli_c) : 'supply as agreed';
}

function firm(found, metered, line) {
  if (!found || !found.owed_mj) return 'nothing was owed';
  const ready = mj => power(mj / found.owed_mj * found.firm_w);
  const stood = found.ready_low_mj === found.ready_high_mj ? ready(found.ready_low_mj) : ready(found.ready_low_mj) + ' to ' + ready(found.ready_high_mj);
  const taken = metered && metered.it_j !== undefined ? 'IT took ' + power(metered.it_j / line.latest.interval_s) + (metered.exact ? '' : ' or more') : '';
  return basis(stood + ' stood ready', taken, found.proved_by_meter ? 'proved by the meter' : '');
}

function supply(found) {
  if (!found) return 'nothing is known';
  const warm = found.supply_ms ? celsius(found.supply_min_mc) + ' to ' + celsius(found.supply_max_mc) + ', mean ' + celsius(found.supply_mean_mc) : 'no temperature is known';
  const flow = found.block_flow_min_ml_s === undefined ? '' : 'least flow ' + number(found.block_flow_min_ml_s / 1000, 1) + ' l/s';
  const broken = found.broken_gpu_ms ? percent(found.broken_gpu_ms, found.gpu_ms) + ' of GPU time outside' : '';
  const unknown = found.unmeasured_gpu_ms ? percent(found.unmeasured_gpu_ms, found.gpu_ms) + ' not measured' : '';
  return basis(warm, flow, broken, unknown);
}

function pue(found) {
  if (!found || !found.exact || !found.it_j) return 'not known: a meter has a hole';
  return basis(ratio(found.facility_j / found.it_j), energy(found.facility_j) + ' in, ' + energy(found.it_j) + ' to IT');
}

/** The short form, for the folded line: what each term came to. */
export function measuredLine(detail, line) {
  if (!line.latest) return '';
  return termRows(detail, line).map(row => row.name + ' ' + (row.judged ? VERDICTS[row.judged.verdict] : 'not assessed')).join(' · ');
}

export function termTable(detail, line, zone, now) {
  const { latest } = line;
  const rows = latest ? termRows(detail, line) : [];
  if (rows.length === 0) return null;
  return [
    h('p', { class: 'provenance' }, basis('interval at ' + time(latest.interval_start, zone, now), latest.interval_s + ' s',
      latest.status === 'settled' ? 'settled, revision ' + latest.revision : 'provisional', 'coverage ' + perMille(latest.amounts.coverage_per_mille))),
    h('div', { class: 'scroll' }, h('table', { class: 'list stack' },
      h('caption', { class: 'sr' }, 'Terms that rest on the plant'),
      h('thead', null, h('tr', null, ['Term', 'Promised', 'Measured', 'Judged'].map(t => h('th', null, t)))),
      h('tbody', null, rows.map(row => h('tr', { 'data-key': row.term.term },
        h('th', { scope: 'row' }, row.name),
        h('td', { 'data-label': 'Promised' }, row.promised),
        h('td', { 'data-label': 'Measured' }, row.measured),
        h('td', { 'data-label': 'Judged' }, verdict(row.judged))))))),
  ];
}

function verdict(judged) {
  if (!judged) return 'not assessed';
  const value = judged.value_per_mille === null || judged.value_per_mille === undefined || judged.term === 'pue' ? '' : ', ' + perMille(judged.value_per_mille);
  return h('span', { class: judged.verdict === 'breached' ? 'tag open' : 'tag' }, VERDICTS[judged.verdict] + value);
}

/** @param stretches [title, use] of the same lease or line, side by side */
export function hoursTable(stretches, zone, now) {
  const uses = stretches.map(([, use]) => use);
  if (uses.every(use => !use || !use.hours.intervals)) return h('p', { class: 'quiet' }, 'Nothing settled yet.');
  const layers = [...new Set(uses.flatMap(use => use.hours.losses.map(l => l.layer)))];
  const lost = (use, layer) => { const found = use.hours.losses.find(l => l.layer === layer); return found ? found.gpu_ms : 0; };
  const share = (use, ms) => h('small', null, percent(ms, use.hours.contracted_gpu_ms, 2));
  const row = (name, of, says) => h('tr', null, h('th', { scope: 'row' }, name, says ? h('small', null, says) : null),
    uses.map((use, i) => h('td', { class: 'n', 'data-label': stretches[i][0] }, of(use))));
  const hours = (name, of, says) => row(name, use => h('span', null, gpuHours(of(use)), share(use, of(use))), says);
  const any = of => uses.some(use => of(use) !== null && of(use) !== undefined);
  return h('div', { class: 'scroll' }, h('table', { class: 'list stack hours' },
    h('caption', { class: 'sr' }, 'GPU-hours and energy by period'),
    h('thead', null, h('tr', null, h('th', null, 'Settled results'), stretches.map(([title]) => h('th', { class: 'n' }, title)))),
    h('tbody', null,
      hours('Contracted', use => use.hours.contracted_gpu_ms),
      hours('Delivered', use => use.hours.delivered_gpu_ms, 'at work or ready to be'),
      hours('Utilized', use => use.hours.utilized_gpu_ms, 'at work'),
      hours('Idle', use => use.hours.idle_gpu_ms, 'delivered, without work'),
      layers.map(layer => hours('Lost: ' + (LAYERS[layer] || layer).toLowerCase(), use => lost(use, layer))),
      row('Utilized of delivered', use => perMille(use.utilized_of_delivered_per_mille)),
      any(use => use.energy) ? row('IT energy', use => measuredIn(use.energy, use, e => (e.exact ? '' : 'at least ') + energy(e.it_j))) : null,
      any(use => use.pue) ? row('PUE, interim', use => measuredIn(use.pue, use, p => ratio(p.per_mille / 1000))) : null,
      row('Rests on', use => h('span', null, plural(use.hours.intervals, 'interval'), h('small', null, basis(
        use.hours.as_of && 'as of ' + time(use.hours.as_of, zone, now), standing(use.hours), 'coverage ' + perMille(use.hours.coverage_per_mille))))))));
}

/** A figure that not every interval has, with how many do. */
function measuredIn(figure, use, words) {
  if (!figure) return '–';
  return h('span', null, words(figure), figure.intervals < use.hours.intervals ? h('small', null, 'in ' + number(figure.intervals) + ' of ' + plural(use.hours.intervals, 'interval')) : null);
}
