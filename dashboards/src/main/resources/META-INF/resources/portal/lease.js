// Page 2: one lease. A sentence first, then the figures, each with what it rests on.
import { get } from './api.js';
import { h, show } from './dom.js';
import { basis, day, gpus, instant, money, number, percent, perMille, plural, standing, tight, time, zoneFor } from './format.js';
import { checking } from './checking.js';
import { deviationTable } from './deviations.js';
import { intervalPanel, revisions } from './interval.js';
import { blockTable, headroomLine, hoursTable, measuredLine, termTable } from './measured.js';
import { nodeTable } from './nodes.js';
import { card, choices, copy, figure, legend, range } from './parts.js';
import { failed, lateness, loading, notAnInstant, notRefreshed, stale } from './notice.js';
import { amount, BUCKETS } from './states.js';
import { waterfall } from './waterfall.js';

const SPANS = [['15 min', 900], ['1 h', 3600], ['6 h', 21600]];
const PERIODS = [['latest', 'Latest interval'], ['hour', 'Last hour'], ['month', 'Month to date']];

/** @param asked the address's parameters: 'at' chooses an interval, 'span' the timeline's seconds, 'line' a line */
export function leasePage(main, id, asked) {
  const path = 'leases/' + encodeURIComponent(id);
  const s = { detail: null, deviations: [], intervals: [], totals: null, problem: null, line: asked.get('line'), seconds: (SPANS.find(x => String(x[1]) === asked.get('span')) || SPANS[0])[1], period: 'latest',
    chosen: instant(asked.get('at')), misread: asked.get('at') && !instant(asked.get('at')) ? asked.get('at') : null, history: null, allNodes: false, measured: asked.get('measured') === 'open', uses: null, skew: 0, chart: null, chartElement: h('div', { class: 'chart' }) };
  document.title = id + ' · Nameplate';
  show(main, loading());

  const now = () => Date.now() + s.skew;
  const line = () => s.detail.lines.find(l => l.line === s.line) || s.detail.lines[0];

  async function load() {
    try {
      const [detail, deviations] = await Promise.all([get(path), get(path + '/deviations')]);
      s.detail = detail;
      s.deviations = deviations;
      s.skew = Date.parse(detail.now) - Date.now();
      s.line = line().line;
      const asOf = detail.summary.as_of;
      const step = detail.summary.interval_s;
      const count = Math.max(1, Math.round(s.seconds / step));
      const hour = asOf && { from: new Date(Date.parse(asOf) - 3600e3).toISOString(), to: asOf, line: s.line };
      [s.intervals, s.totals] = await Promise.all([
        get(path + '/intervals', { line: s.line, limit: count }),
        hour ? get(path + '/totals', hour) : null]);
      await loadUses();
      s.problem = null;
    } catch (wrong) {
      s.problem = wrong;
    }
    await loadHistory();
    draw();
  }

  /** What the last day and the month came to: asked for only while somebody looks. */
  async function loadUses() {
    const to = s.detail.summary.as_of;
    if (!s.measured || !to) return;
    const since = from => get(path + '/use', { line: s.line, from, to });
    const [dayUse, monthUse] = await Promise.all([since(new Date(Date.parse(to) - 24 * 3600e3).toISOString()), since(s.detail.month.from)]);
    s.uses = { day: dayUse, month: monthUse };
  }

  async function unfold(open) {
    if (s.measured === open) return;
    s.measured = open;
    remember();
    try {
      await loadUses();
    } catch (wrong) {
      s.problem = wrong;
    }
    draw();
  }

  async function loadHistory() {
    if (!s.chosen) return;
    try {
      s.history = await revisions(id, s.line, s.chosen);
    } catch (wrong) {
      s.problem = wrong;
    }
  }

  /** What is chosen stands in the address, so that a link shows the same to somebody else. */
  function remember() {
    const address = new URL(location);
    const put = (key, value) => value ? address.searchParams.set(key, value) : address.searchParams.delete(key);
    put('at', s.chosen);
    put('span', s.seconds === SPANS[0][1] ? null : s.seconds);
    put('measured', s.measured && 'open');
    put('line', s.detail.lines.length > 1 ? s.line : null);
    history.replaceState(null, '', address);
  }

  async function pick(start) {
    s.chosen = start === s.chosen ? null : start;
    s.misread = null;
    s.history = null;
    remember();
    draw();
    await loadHistory();
    draw();
  }

  function draw() {
    if (!s.detail) { if (s.problem) show(main, failed(s.problem, load)); return; }
    const { summary } = s.detail;
    const zone = zoneFor(summary);
    const late = lateness(summary.as_of, summary.interval_s, now());
    show(main,
      h('p', { class: 'crumb' }, h('a', { href: './' }, '← All leases')),
      s.misread && notAnInstant(s.misread),
      s.problem && notRefreshed(s.problem),
      late && stale(late, summary.as_of, zone, now()),
      head(summary, zone),
      situation(summary, zone),
      s.detail.lines.length > 1 && lines(),
      figures(summary, zone),
      h('div', { class: late ? 'old' : '' },
        card('waterfall', 'From contracted to delivered', waterfallBody(zone), choices('period', 'Period of the waterfall', PERIODS, s.period, v => { s.period = v; draw(); })),
        card('timeline', 'Interval by interval', timelineBody(zone), choices('span', 'Length of the timeline', SPANS.map(([t, sec]) => [sec, t]), s.seconds, v => { s.seconds = v; remember(); load(); })),
        card('deviations', 'Deviations', deviationTable(s.deviations, s.detail.summary, zone, now())),
        card('nodes', 'Where to look', worstNodes(zone)),
        card('measured', 'Hours, energy and use', measuredBody(zone)),
        card('checking', 'Check it yourself', checking(summary, s.line, shownInterval(), zone, now()))),
      foot(summary));
    drawChart(zone);
  }

  async function drawChart(zone) {
    const frame = main.querySelector('[data-key="chart"]');
    if (frame && s.chartElement.parentNode !== frame) frame.append(s.chartElement);
    const step = s.detail.summary.interval_s;
    if (!s.chart) {
      s.chart = 'coming';
      const { timeline } = await import('./timeline.js');
      s.chart = timeline(s.chartElement, pick);
      draw();
    }
    if (s.chart !== 'coming') s.chart.draw(s.intervals, Math.max(1, Math.round(s.seconds / step)), step, zone, s.chosen);
  }

  function lines() {
    return h('nav', { class: 'segments lines', 'aria-label': 'Capacity line' }, s.detail.lines.map(l => h('button', {
      type: 'button', 'aria-pressed': String(l.line === s.line),
      onclick: () => { s.line = l.line; s.chosen = null; s.history = null; s.uses = null; remember(); load(); },
    }, l.line)));
  }

  function figures(summary, zone) {
    const latest = line().latest;
    const a = latest && latest.amounts;
    const ms = latest ? latest.interval_s * 1000 : 0;
    const month = s.detail.month;
    const own = month.lines[s.line] || month;
    const provenance = latest ? [time(latest.as_of, zone, now()), latest.status === 'settled' ? 'revision\u00a0' + latest.revision : 'provisional', 'coverage ' + perMille(a.coverage_per_mille)].join(' · ') : 'no result yet';
    return h('dl', { class: 'figures' },
      figure('Delivered', a ? percent(a.delivered_gpu_ms, a.contracted_gpu_ms) : '–', a ? gpus(a.delivered_gpu_ms, ms) + ' of ' + gpus(a.contracted_gpu_ms, ms) + ' GPUs' : '', provenance),
      figure('Utilized', a ? percent(a.utilized_gpu_ms, a.contracted_gpu_ms) : '–', 'what the tenant used; never a breach', provenance),
      figure('Coverage', a ? perMille(a.coverage_per_mille) : '–', a && a.unmeasured_gpu_ms ? gpus(a.unmeasured_gpu_ms, ms) + ' GPUs not measured' : 'all of it measured', provenance),
      figure('Availability, ' + month.month, range(own.availability_low, own.availability_high), promise('availability'),
        own.amounts.intervals ? basis(time(own.amounts.as_of, zone, now()), plural(own.amounts.intervals, 'settled interval'), own.amounts.restated ? number(own.amounts.restated) + ' restated' : 'all in revision 1', 'coverage ' + perMille(own.amounts.coverage_per_mille)) : 'nothing settled yet'));
  }

  function promise(kind) {
    const term = s.detail.terms.find(t => t.term === kind);
    return term ? 'equivalent availability; promised per interval ' + perMille(term.at_least_per_mille) : 'equivalent availability, month to date';
  }

  function waterfallBody(zone) {
    const latest = line().latest;
    if (!latest) return h('p', { class: 'quiet' }, 'No result yet.');
    if (s.period === 'month') {
      const own = s.detail.month.lines[s.line] || s.detail.month;
      return [h('p', { class: 'provenance' }, basis(s.detail.month.month + ' in ' + s.detail.summary.zone, own.amounts.as_of && 'as of ' + time(own.amounts.as_of, zone, now()), plural(own.amounts.intervals, 'interval'), standing(own.amounts), 'coverage ' + perMille(own.amounts.coverage_per_mille))), waterfall(own.amounts, 0), counted(own, zone)];
    }
    if (s.period === 'hour' && s.totals) {
      const stretch = s.totals.intervals * latest.interval_s * 1000;
      return [h('p', { class: 'provenance' }, basis('mean of ' + plural(s.totals.intervals, 'interval'), 'as of ' + time(s.totals.as_of || latest.as_of, zone, now()), standing(s.totals), 'coverage ' + perMille(s.totals.coverage_per_mille))), waterfall(s.totals, stretch)];
    }
    return [h('p', { class: 'provenance' }, [time(latest.interval_start, zone, now()), latest.interval_s + ' s', latest.status === 'settled' ? 'settled, revision ' + latest.revision : 'provisional', 'coverage ' + perMille(latest.amounts.coverage_per_mille)].join(' · ')), waterfall(latest.amounts, latest.interval_s * 1000)];
  }

  /** What the lease makes of what was not measured, and what that is worth; all of it rests on settled intervals. */
  function counted(own, zone) {
    const m = own.missing;
    const worth = m.lost_worth_low === m.lost_worth_high ? '' : ' (' + money(m.lost_worth_low, s.detail.summary.currency) + ' if none of it was lost, ' + money(m.lost_worth_high, s.detail.summary.currency) + ' if all of it was)';
    return [h('p', { class: 'missing' }, m.sentence),
      h('p', { class: 'missing' }, (m.availability === null || m.availability === undefined ? 'Nothing is obliged yet.' : 'Available by this rule: ' + percent(m.availability, 1, 2) + '; without it: ' + range(own.availability_low, own.availability_high) + '. Lost time is worth ' + money(m.lost_worth, s.detail.summary.currency) + worth + ', estimated.')),
      h('p', { class: 'provenance' }, basis(own.amounts.as_of && 'as of ' + time(own.amounts.as_of, zone, now()), plural(own.amounts.intervals, 'settled interval'), own.amounts.restated ? number(own.amounts.restated) + ' restated' : 'all in revision 1', 'coverage ' + perMille(own.amounts.coverage_per_mille)))];
  }

  function timelineBody(zone) {
    const chosen = chosenInterval();
    const seen = new Set();
    for (const i of s.intervals) for (const bucket of BUCKETS) if (amount(i.content, bucket) > 0) seen.add(bucket.key);
    return [
      s.intervals.length === 0 ? h('p', { class: 'quiet' }, 'No interval has a result yet.') : null,
      h('div', { class: 'chart-frame', 'data-own': '', 'data-key': 'chart' }),
      legend(seen),
      chosen ? intervalPanel(chosen, s.history, zone, now(), () => pick(s.chosen))
        : h('p', { class: 'quiet hint' }, s.chosen && s.intervals.length > 0 && 'The chosen interval, ' + time(s.chosen, zone, now()) + ', is not among these: what is shown is now. ',
          'Choose an interval, with the mouse or the arrow keys, to see its states, blocks and revisions.'),
    ];
  }

  /** Folded: one line of what the terms came to. Open: the terms of the interval shown, the last day and the month. */
  function measuredBody(zone) {
    const told = { ...line(), latest: judgedInterval() };
    const short = measuredLine(s.detail, told);
    return h('details', { open: s.measured, ontoggle: event => unfold(event.currentTarget.open) },
      h('summary', null, basis(short && chosenInterval() && time(s.chosen, zone, now()), short || 'GPU-hours of the last day and of the month')),
      s.measured ? h('div', { class: 'panel' }, termTable(s.detail, told, zone, now()), headroomLine(told.latest, Boolean(chosenInterval())),
        s.uses && !s.uses.month.all_counted && h('p', { class: 'notice late', role: 'status' }, 'Older results are still being added up: these sums are of a part.'),
        s.uses ? hoursTable([['Last 24 h', s.uses.day.use], ['Month to date', s.uses.month.use]], zone, now()) : h('p', { class: 'quiet' }, 'Adding up…'),
        s.uses && blockTable(s.uses.day.blocks)) : null);
  }

  function chosenInterval() {
    return s.intervals.find(i => i.interval_start === s.chosen);
  }

  /** The chosen interval, or the latest one. */
  function shownInterval() {
    return chosenInterval() || line().latest;
  }

  /** The same with its amounts and judgements: null while they are read, or until it settles. */
  function judgedInterval() {
    const chosen = chosenInterval();
    if (!chosen) return line().latest;
    return { ...chosen, amounts: chosen, judgements: chosen.status === 'settled' && s.history && s.history.judgements };
  }

  /** The nodes of the chosen interval, or of the latest one. */
  function worstNodes(zone) {
    const latest = line().latest;
    if (!latest) return h('p', { class: 'quiet' }, 'No result yet.');
    const chosen = chosenInterval();
    const shown = chosen || { ...latest, coverage_per_mille: latest.amounts.coverage_per_mille };
    if (chosen && chosen.status === 'provisional') return h('p', { class: 'quiet' }, 'The chosen interval is provisional: its nodes are listed when it settles.');
    if (chosen && s.history === null) return h('p', { class: 'quiet' }, 'Reading the nodes…');
    return nodeTable(shown, chosen ? s.history.worst_nodes : latest.worst_nodes, zone, now(), s.allNodes, () => { s.allNodes = !s.allNodes; draw(); });
  }

  function situation(summary, zone) {
    if (s.detail.situations.length > 0) {
      return h('section', { class: 'situation breach', 'aria-label': 'Situation' }, s.detail.situations.map(one => h('div', { class: 'story', 'data-key': one.deviation },
        h('p', { class: 'lead' }, h('span', { class: 'chip tone-' + one.layer }, one.layer), ' ', tight(one.sentence)),
        one.others.length > 0 && h('ul', { class: 'others', 'aria-label': 'The same cause, other terms' }, one.others.map(text => h('li', null, tight(text)))),
        h('p', null, tight(one.at_stake)),
        h('p', { class: 'provenance' }, basis('as of ' + time(summary.as_of, zone, now()), 'coverage ' + perMille(summary.coverage_per_mille), summary.status === 'settled' ? 'settled, revision ' + summary.revision : 'provisional')),
        h('details', null, h('summary', null, 'What to tell the tenant'), h('blockquote', null, tight(one.tell_the_tenant)),
          h('button', { type: 'button', class: 'plain', onclick: event => copy(event.currentTarget, one.tell_the_tenant) }, 'Copy')))));
    }
    const latest = line().latest;
    if (!latest) return h('section', { class: 'situation' }, h('p', { class: 'lead' }, 'No result yet. The first comes when an interval has ended and its collectors have reported.'));
    const a = latest.amounts;
    const grey = a.coverage_per_mille < 990 ? ' ' + percent(a.unmeasured_gpu_ms, a.contracted_gpu_ms) + ' of it was not measured, so nobody can say whether it was there.' : '';
    return h('section', { class: 'situation ' + (Object.values(summary.verdicts).includes('breached') ? 'watch' : 'calm'), 'aria-label': 'Situation' }, h('p', { class: 'lead' },
      `${summary.lease} gets ${gpus(a.delivered_gpu_ms, latest.interval_s * 1000)} of ${gpus(a.contracted_gpu_ms, latest.interval_s * 1000)} contracted GPUs (${percent(a.delivered_gpu_ms, a.contracted_gpu_ms)}), as of ${time(latest.as_of, zone, now())}. ${calmWords(summary, zone)}` + grey));
  }

  /** No deviation is open, but the latest interval may be below a term, or a deviation may just have closed. */
  function calmWords(summary, zone) {
    const below = Object.keys(summary.verdicts).filter(term => summary.verdicts[term] === 'breached');
    if (below.length > 0) return 'That is below its ' + below.join(' and ') + ' term; a deviation opens after ' + plural(s.detail.open_after, 'such interval') + ' in a row.';
    const last = s.deviations.filter(d => d.state === 'closed').sort((a, b) => Date.parse(b.closed_at) - Date.parse(a.closed_at))[0];
    return 'No deviation is open.' + (last ? ' The last one, ' + last.id + ' (' + last.layer + '), closed at ' + time(last.closed_at, zone, now()) + '.' : '');
  }

  function head(summary, zone) {
    return h('section', { class: 'intro' }, h('h1', null, summary.lease),
      h('p', { class: 'quiet' }, [
        summary.tenant + ' at ' + summary.supplier,
        s.detail.lines.map(l => number(l.contracted_gpus) + ' × ' + l.sku).join(', '),
        money(summary.price_per_month, summary.currency) + ' a month',
        day(summary.from, zone) + ' to ' + day(summary.to, zone)].join(' · ')));
  }

  return { load, draw };
}

function foot(summary) {
  return h('footer', { class: 'foot quiet' }, 'Registry version ' + summary.registry_version + ', rules nameplate-1. Times in ' + summary.zone + ' unless UTC is chosen.');
}
