// Bars made of parts, in the colours of states and layers.
import { h } from './dom.js';

/** A horizontal bar: parts of {tone, amount, label}, as shares of `whole`. Read aloud it is its label. */
export function bar(parts, whole, label, props = {}) {
  return h('div', { class: 'bar ' + (props.class || ''), role: 'img', 'aria-label': label },
    parts.filter(p => p.amount > 0).map(p => h('span', {
      class: 'fill tone-' + p.tone, title: p.label, style: { width: (whole ? p.amount / whole * 100 : 0).toFixed(3) + '%' },
    })));
}

/** The last intervals as a strip of thin columns: height is what was delivered, grey is not measured, a gap is a gap. */
export function strip(intervals, slots, stepS) {
  if (intervals.length === 0) return h('div', { class: 'strip' });
  const last = Date.parse(intervals[intervals.length - 1].interval_start);
  const byStart = new Map(intervals.map(i => [Date.parse(i.interval_start), i]));
  const columns = [];
  for (let i = slots - 1; i >= 0; i--) {
    const found = byStart.get(last - i * stepS * 1000);
    if (!found) { columns.push(h('span', { class: 'gap' })); continue; }
    const whole = found.contracted_gpu_ms || 1;
    const unmeasured = found.content.states.UNMEASURED || 0;
    const lost = Math.max(0, found.contracted_gpu_ms - found.delivered_gpu_ms - unmeasured);
    columns.push(h('span', { class: 'column' + (found.status === 'provisional' ? ' provisional' : '') },
      h('i', { class: 'tone-telemetry', style: { height: share(unmeasured, whole) } }),
      h('i', { class: 'tone-lost', style: { height: share(lost, whole) } }),
      h('i', { class: 'tone-utilized', style: { height: share(found.delivered_gpu_ms, whole) } })));
  }
  return h('div', { class: 'strip', 'aria-hidden': 'true' }, columns);
}

function share(part, whole) {
  if (part <= 0) return '0';
  return Math.max(4, part / whole * 100).toFixed(2) + '%';
}
