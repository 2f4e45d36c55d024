// What was measured beside GPU time: the terms that rest on plant, in words and units, and what a stretch of time came to.
import { h } from './dom.js';
import { basis, celsius, energy, gpuHours, number, percent, perMille, plural, power, ratio, standing, time } from './format.js';
import { LAYERS } from './states.js';

const BLOCKS = 12;
const VERDICTS = { met: 'met', breached: 'below', not_assessed: 'not assessed' };

/** Each term that says more than a share of GPU time: what it promises, what was measured, how it was judged. */
function termRows(detail, line) {
  const { latest } = line;
  const found = latest.content.measured || {};
  const judged = kind => (latest.judgements || []).find(j => j.term === kind);
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
  throughput: {
    name: 'Throughput',
    promised: term => number(term.tokens_per_gpu_hour) + ' generated tokens per GPU-hour, ' + perMille(term.at_least_per_mille) + ' of them',
    measured: (found, line) => throughput(found.throughput, line.latest.amounts),
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

function throughput(found, amounts) {
  if (!found || found.generation_tokens === undefined) return 'no counter was read';
  const rate = amounts.utilized_gpu_ms ? number(found.generation_tokens / (amounts.utilized_gpu_ms / 3.6e6)) + ' per GPU-hour at work' : '';
  return basis((found.exact ? '' : 'at least ') + number(found.generation_tokens) + ' tokens', rate);
}

const WHY = { device: 'the node said nothing', collector: 'the collector watched nothing', wan: 'the collector was cut off', platform: 'lost on the way or unreadable', site_power: 'no power at the site' };

/** Causes of unmeasured time in words, the largest first; of the rest nobody recorded why. */
export function missingWords(causes, whole, unmeasured = 0) {
  const rest = unmeasured - Object.values(causes || {}).reduce((a, b) => a + b, 0);
  return [named(causes, whole), rest > 0 && 'not recorded why ' + percent(rest, whole, 2)].filter(Boolean).join(', ');
}

function named(causes, whole) {
  return Object.entries(causes || {}).sort((a, b) => b[1] - a[1]).map(([cause, ms]) => (WHY[cause] || cause) + ' ' + percent(ms, whole, 2)).join(', ');
}

/** What is lost if one unit trips as the interval ends: the worst of each layer and of firm power, beside what is down already; null where nothing is told. */
export function headroomLine(latest, past) {
  const units = latest && latest.beside && latest.beside.headroom;
  if (!units) return null;
  const takes = u => u.lost_gpus + u.unsure_gpus > 0;
  const words = layer => {
    const gone = units.filter(u => u.layer === layer && !takes(u) && u.lost_w === undefined).map(u => u.unit);
    const worst = units.find(u => u.layer === layer && takes(u));
    const already = gone.length === 0 ? '' : gone.join(', ') + (gone.length === 1 ? ' is' : ' are') + ' down already, ';
    if (!worst) return already ? layer + ': ' + already + 'and no unit that trips would take more' : 'no unit of ' + layer + ' that trips would take a GPU';
    const gpus = worst.lost_gpus ? plural(worst.lost_gpus, 'GPU') : '';
    const unsure = worst.unsure_gpus ? (gpus ? ', perhaps ' : 'perhaps ') + plural(worst.unsure_gpus, 'GPU') + (gpus ? ' more' : '') : '';
    return layer + ': ' + already + worst.unit + ' would take ' + gpus + unsure;
  };
  return h('p', { 'data-key': 'headroom' }, h('strong', null, past ? 'If one unit had tripped as the chosen interval ended (N-1): ' : 'If one unit trips now (N-1): '), words('power') + firmLeft(units, latest) + '; ' + words('cooling') + '.');
}

/** What the trip that takes most firm power leaves of it, against what is contracted; nothing where none is. */
function firmLeft(units, latest) {
  const [most] = units.filter(u => u.lost_w !== undefined).sort((a, b) => a.left_low_w - b.left_low_w || a.left_high_w - b.left_high_w);
  const promised = ((latest.content.measured || {}).firm_power || {}).firm_w;
  if (!most || !promised) return '';
  const left = (most.left_low_w < most.left_high_w ? power(most.left_low_w) + ' to ' : '') + power(most.left_high_w);
  const against = most.left_low_w >= promised ? ', not below the ' : most.left_high_w < promised ? ', below the ' : ', perhaps below the ';
  return '; firm power: ' + most.unit + ' would take ' + power(most.lost_w) + ' and leave ' + left + against + power(promised) + ' contracted';
}

/** Utilization of blocks in the last day, the least used first. */
export function blockTable(blocks) {
  const rows = blocks.map(b => {
    const used = b.states.UTILIZED || 0;
    const idle = b.states.IDLE || 0;
    const all = Object.values(b.states).reduce((sum, ms) => sum + ms, 0);
    return { ...b, used, idle, lost: all - used - idle, all };
  }).filter(b => b.used + b.idle > 0).sort((a, b) => a.used / a.all - b.used / b.all);
  if (rows.length === 0) return null;
  const cells = b => [gpuHours(b.used), gpuHours(b.idle), gpuHours(b.lost), percent(b.used, b.used + b.idle)];
  const titles = ['Utilized', 'Idle', 'Lost', 'Utilized of delivered'];
  return h('div', { class: 'scroll' }, h('table', { class: 'list stack' },
    h('caption', null, rows.length > BLOCKS ? 'The ' + BLOCKS + ' blocks used least in the last 24 hours' : 'Blocks in the last 24 hours, the least used first'),
    h('thead', null, h('tr', null, h('th', null, 'Block'), titles.map(t => h('th', { class: 'n' }, t)))),
    h('tbody', null, rows.slice(0, BLOCKS).map(b => h('tr', { 'data-key': b.block }, h('th', { scope: 'row' }, b.block),
      cells(b).map((text, i) => h('td', { class: 'n', 'data-label': titles[i] }, text)))))));
}

/** The short form, for the folded line: what each term came to; their names alone as long as nobody knows. */
export function measuredLine(detail, line) {
  const { latest } = line;
  if (!latest) return '';
  return termRows(detail, line).map(row => row.name + (latest.judgements ? ' ' + (row.judged ? VERDICTS[row.judged.verdict] : 'not assessed') : '')).join(' · ');
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
        h('td', { 'data-label': 'Judged' }, verdict(row.judged, latest))))))),
  ];
}

function verdict(judged, latest) {
  if (!latest.judgements) return latest.status === 'provisional' ? 'when it settles' : '…';
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
      any(use => use.hours.unmeasured_gpu_ms || null) ? row('Why it was not measured', use => h('small', { class: 'words' }, missingWords(use.hours.unmeasured_by_cause, use.hours.contracted_gpu_ms, use.hours.unmeasured_gpu_ms) || '–')) : null,
      row('Utilized of delivered', use => perMille(use.utilized_of_delivered_per_mille)),
      any(use => use.energy) ? row('IT energy', use => measuredIn(use.energy, use, e => (e.exact ? '' : 'at least ') + energy(e.it_j))) : null,
      any(use => use.pue) ? row('PUE, interim', use => measuredIn(use.pue, use, p => ratio(p.per_mille / 1000))) : null,
      any(use => use.tensor) ? row('Tensor cores at work', use => measuredIn(use.tensor, use, t => (t.exact ? '' : 'at least ') + gpuHours(t.active_gpu_ms) + ', ' + percent(t.active_gpu_ms, t.metered_gpu_ms))) : null,
      any(use => use.work) ? [
        row('Tokens generated', use => measuredIn(use.work, use, w => (w.exact ? '' : 'at least ') + number(w.generation_tokens))),
        row('Tokens read in prompts', use => measuredIn(use.work, use, w => (w.exact ? '' : 'at least ') + number(w.prompt_tokens))),
        row('Requests finished', use => measuredIn(use.work, use, w => (w.exact ? '' : 'at least ') + number(w.requests)))] : null,
      any(use => use.per_token) ? row('IT energy per million tokens', use => measuredIn(use.per_token, use, p => energy(p.j_per_million_tokens)), 'generated') : null,
      row('Rests on', use => h('span', null, plural(use.hours.intervals, 'interval'), h('small', null, basis(
        use.hours.as_of && 'as of ' + time(use.hours.as_of, zone, now), standing(use.hours), 'coverage ' + perMille(use.hours.coverage_per_mille),
        use.untold && 'energy, tokens and tensor time of ' + plural(use.untold.intervals, 'interval') + ' before ' + time(use.untold.before, zone, now) + ' were not recorded')))))));
}

/** A figure that not every interval has, with how many do. */
function measuredIn(figure, use, words) {
  if (!figure) return '–';
  return h('span', null, words(figure), figure.intervals < use.hours.intervals ? h('small', null, 'in ' + number(figure.intervals) + ' of ' + plural(use.hours.intervals, 'interval')) : null);
}
