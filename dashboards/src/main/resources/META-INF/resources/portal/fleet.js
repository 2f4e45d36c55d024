// Page 1: every lease, what is delivered of what is contracted, and what is wrong, in words.
import { get } from './api.js';
import { bar, strip } from './bar.js';
import { h, show } from './dom.js';
import { basis, energy, gpuHours, money, perMille, percent, plural, standing, tight, time, zoneFor, zoneMode } from './format.js';
import { empty, failed, lateness, loading, notRefreshed, stale } from './notice.js';

const STRIP = 60;
const STRIPS = 24;

export function fleetPage(main) {
  let leases = null;
  let problem = null;
  let strips = new Map();
  let open = new URLSearchParams(location.search).get('use') === 'open';
  let uses = null;
  document.title = 'Leases · Nameplate';
  show(main, loading());

  async function load() {
    try {
      leases = await get('leases');
      problem = null;
      const wanted = leases.filter(l => l.status !== 'none').slice(0, STRIPS);
      const found = await Promise.all(wanted.map(async l => [l.lease, await get('leases/' + encodeURIComponent(l.lease) + '/intervals', { limit: STRIP })]));
      strips = new Map(found);
      await loadUses();
    } catch (wrong) {
      problem = wrong;
    }
    draw();
  }

  /** What each supplier's leases came to in the last day: asked for only while somebody looks. */
  async function loadUses() {
    const to = leases.map(l => l.as_of).filter(Boolean).sort().pop();
    if (open && to) uses = await get('use', { from: new Date(Date.parse(to) - 24 * 3600e3).toISOString(), to });
  }

  async function unfold(now) {
    if (open === now) return;
    open = now;
    try {
      await loadUses();
    } catch (wrong) {
      problem = wrong;
    }
    draw();
  }

  function draw() {
    if (!leases && !problem) return;
    if (!leases) { show(main, failed(problem, load)); return; }
    const now = Date.now();
    if (leases.length === 0) {
      show(main, empty('No leases yet', 'The ledger has no registry with a lease in it.',
        'Record one with POST /api/v1/registry, or start with nameplate.registry.dir naming a folder of YAML files.'));
      return;
    }
    const sorted = [...leases].sort((a, b) => b.open_deviations - a.open_deviations || a.lease.localeCompare(b.lease));
    const newest = leases.map(l => l.as_of).filter(Boolean).sort().pop();
    const late = lateness(newest, leases[0].interval_s, now);
    show(main,
      problem && notRefreshed(problem),
      late && stale(late, newest, zoneMode() === 'utc' ? 'UTC' : leases[0].zone, now),
      h('section', { class: 'intro' }, h('h1', null, headline(leases)), h('p', { class: 'quiet' }, subline(leases)), h('p', { class: 'provenance' }, resting(leases, newest, now))),
      h('ul', { class: 'cards' }, sorted.map(lease => h('li', { 'data-key': lease.lease }, card(lease, now)))),
      legend(),
      suppliers(now));
  }

  /** Folded: use by supplier and lease. */
  function suppliers(now) {
    return h('details', { class: 'block use', 'data-key': 'use', open, ontoggle: event => unfold(event.currentTarget.open) },
      h('summary', null, 'Use in the last 24 hours, by supplier and lease'),
      open && uses && uses.some(one => !one.all_counted) ? h('p', { class: 'notice late', role: 'status' }, 'Older results are still being added up: these sums are of a part.') : null,
      open ? (uses ? supplierTable(uses, zoneMode() === 'utc' ? 'UTC' : leases[0].zone, now) : h('p', { class: 'quiet' }, 'Adding up…')) : null);
  }

  function card(lease, now) {
    const zone = zoneFor(lease);
    const none = lease.status === 'none';
    const lost = Math.max(0, lease.contracted_gpu_ms - lease.delivered_gpu_ms - lease.unmeasured_gpu_ms);
    const idle = lease.delivered_gpu_ms - lease.utilized_gpu_ms;
    const late = lateness(lease.as_of, lease.interval_s, now);
    const share = percent(lease.delivered_gpu_ms, lease.contracted_gpu_ms);
    return h('a', { class: 'card' + (lease.open_deviations ? ' breach' : '') + (late ? ' old' : ''), href: '?lease=' + encodeURIComponent(lease.lease) },
      h('div', { class: 'card-head' },
        h('h2', null, lease.lease),
        h('span', { class: 'quiet' }, lease.tenant + ' at ' + lease.supplier)),
      none ? h('p', { class: 'quiet figure-empty' }, 'No result yet. The first comes when an interval has ended.') : [
        h('div', { class: 'card-figures' },
          h('div', null, h('strong', { class: 'big' }, share), h('span', { class: 'quiet' }, ' of contracted delivered')),
          strip(strips.get(lease.lease) || [], STRIP, lease.interval_s)),
        bar([
          { tone: 'utilized', amount: lease.utilized_gpu_ms, label: 'utilized' },
          { tone: 'idle', amount: idle, label: 'idle' },
          { tone: 'lost', amount: lost, label: 'lost' },
          { tone: 'telemetry', amount: lease.unmeasured_gpu_ms, label: 'not measured' },
        ], lease.contracted_gpu_ms, share + ' delivered, ' + percent(lease.utilized_gpu_ms, lease.contracted_gpu_ms) + ' utilized'),
        h('p', { class: 'provenance' }, [
          'as of ' + time(lease.as_of, zone, now),
          'coverage ' + perMille(lease.coverage_per_mille),
          lease.status === 'settled' ? 'settled, revision ' + lease.revision : 'provisional',
        ].join(' · ')),
      ],
      lease.situations.length
        ? h('ul', { class: 'sentences' }, lease.situations.map(one => h('li', { 'data-key': one.deviation },
          h('span', { class: 'chip tone-' + one.layer }, one.layer), ' ', tight(one.sentence),
          h('small', null, basis(also(one, lease), stake(one, lease))))))
        : none ? null : h('p', { class: 'calm' }, calm(lease)));
  }

  return { load, draw };
}

/** A row for each supplier, and below it one for each of its leases. */
function supplierTable(suppliers, zone, now) {
  const titles = ['Contracted', 'Delivered', 'Utilized', 'of delivered', 'Not measured', 'IT energy'];
  const cells = ({ hours, ...use }) => [
    gpuHours(hours.contracted_gpu_ms), percent(hours.delivered_gpu_ms, hours.contracted_gpu_ms), gpuHours(hours.utilized_gpu_ms),
    perMille(use.utilized_of_delivered_per_mille), percent(hours.unmeasured_gpu_ms, hours.contracted_gpu_ms),
    use.energy ? (use.energy.exact && use.energy.intervals === hours.intervals ? '' : 'at least ') + energy(use.energy.it_j) : '–',
  ].map((text, i) => h('td', { class: 'n', 'data-label': titles[i] }, text));
  return [
    suppliers.map(one => h('p', { class: 'provenance', 'data-key': one.supplier }, basis(one.supplier, one.use.hours.as_of ? 'as of ' + time(one.use.hours.as_of, zone, now) : 'nothing settled',
      plural(one.use.hours.intervals, 'settled interval'), standing(one.use.hours), 'coverage ' + perMille(one.use.hours.coverage_per_mille)))),
    h('div', { class: 'scroll' }, h('table', { class: 'list wide stack' },
      h('caption', { class: 'sr' }, 'Use by supplier and lease'),
      h('thead', null, h('tr', null, h('th', null, 'Supplier, lease'), titles.map(t => h('th', { class: 'n' }, t)))),
      h('tbody', null, suppliers.map(one => [
        h('tr', { 'data-key': one.supplier }, h('th', { scope: 'row' }, one.supplier), cells(one.use)),
        one.leases.length < 2 ? null : one.leases.map(l => h('tr', { class: 'part', 'data-key': one.supplier + '/' + l.lease },
          h('th', { scope: 'row' }, h('a', { href: '?lease=' + encodeURIComponent(l.lease) }, l.lease), h('small', null, l.tenant)), cells(l.use))),
      ])))),
  ];
}

function headline(leases) {
  const open = leases.filter(l => l.open_deviations > 0).length;
  const measured = leases.filter(l => l.status !== 'none').length;
  if (measured === 0) return plural(leases.length, 'lease') + ', no result yet';
  if (open > 0) return plural(open, 'lease') + ' of ' + leases.length + (open === 1 ? ' is' : ' are') + ' below contract';
  const below = leases.filter(l => termsThatAre('breached', l).length > 0).length;
  if (below > 0) return 'No deviation is open; ' + plural(below, 'lease') + (below === 1 ? ' is' : ' are') + ' below a term at the moment';
  if (leases.some(l => l.status === 'none' || l.verdicts.availability === 'not_assessed')) return 'No lease is known to be below contract';
  return leases.length === 1 ? 'The lease meets its terms' : 'All ' + leases.length + ' leases meet their terms';
}

function termsThatAre(verdict, lease) {
  return Object.keys(lease.verdicts).filter(term => lease.verdicts[term] === verdict);
}

/** What a lease without an open deviation has to say: the last interval may still be below a term. */
function calm(lease) {
  const below = termsThatAre('breached', lease);
  if (below.length > 0) return 'The latest interval is below ' + below.join(' and ') + '; no deviation is open yet.';
  const unknown = termsThatAre('not_assessed', lease);
  return 'No open deviation.' + (unknown.length > 0 ? ' Not assessed in the latest interval: ' + unknown.join(', ') + '.' : '');
}

/** The other terms that the same cause breaches now, in short. */
function also(situation, lease) {
  const others = situation.deviations.slice(1).map(id => lease.deviations.find(d => d.id === id)).filter(Boolean);
  return others.length ? 'also below: ' + others.map(d => d.term.replaceAll('_', ' ') + ' ' + perMille(d.worst_per_mille)).join(', ') : '';
}

function stake(situation, lease) {
  return situation.worth_estimate === null ? ''
    : 'at stake so far: about ' + money(situation.worth_estimate, lease.currency) + (situation.provisional ? ', partly provisional' : '');
}

function resting(leases, newest, now) {
  if (!newest) return '';
  const known = leases.filter(l => l.as_of);
  const oldest = known.map(l => l.as_of).sort()[0];
  const zone = zoneMode() === 'utc' ? 'UTC' : leases[0].zone;
  const revisions = known.map(l => l.revision);
  return basis(
    'as of ' + (oldest === newest ? '' : time(oldest, zone, now) + ' to ') + time(newest, zone, now),
    known.every(l => l.status === 'settled') ? 'settled, revision ' + [...new Set([Math.min(...revisions), Math.max(...revisions)])].join(' to ') : 'partly provisional');
}

function subline(leases) {
  const sum = key => leases.reduce((all, l) => all + l[key], 0);
  const contracted = sum('contracted_gpu_ms');
  if (!contracted) return 'Registry version ' + leases[0].registry_version + '.';
  return percent(sum('delivered_gpu_ms'), contracted) + ' of all contracted capacity is delivered, '
    + percent(contracted - sum('unmeasured_gpu_ms'), contracted) + ' is measured. Registry version ' + leases[0].registry_version + '.';
}

function legend() {
  const entry = (tone, text) => h('li', null, h('span', { class: 'swatch tone-' + tone }), text);
  return h('ul', { class: 'legend', 'aria-label': 'Colours' },
    entry('utilized', 'utilized'), entry('idle', 'idle'), entry('lost', 'lost'), entry('telemetry', 'not measured: neither up nor down'));
}
