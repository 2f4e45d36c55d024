// The delivery waterfall: contracted, less each loss by layer, is delivered; of that, utilized.
import { h } from './dom.js';
import { gpuHours, gpus, percent } from './format.js';
import { LAYERS, LAYER_SAYS } from './states.js';

/** @param amounts a stretch's figures  @param stretchMs its length, or 0 where GPU-hours say more than GPUs */
export function waterfall(amounts, stretchMs) {
  const whole = amounts.contracted_gpu_ms;
  if (!whole) return h('p', { class: 'quiet' }, 'Nothing was contracted in this stretch of time.');
  const unit = ms => stretchMs ? gpus(ms, stretchMs) + ' GPUs' : gpuHours(ms);
  const rows = [row('total', 'contracted', 'Contracted', 'what the lease obliges', 0, whole, whole, unit, false)];
  let left = whole;
  for (const loss of amounts.losses) {
    left -= loss.gpu_ms;
    rows.push(row('loss', loss.layer, LAYERS[loss.layer] || loss.layer, LAYER_SAYS[loss.layer] || '', left, loss.gpu_ms, whole, unit, true));
  }
  rows.push(row('total', 'delivered', 'Delivered', 'at work or ready to be', 0, amounts.delivered_gpu_ms, whole, unit, false));
  rows.push(row('part', 'utilized', 'Utilized', 'at work', 0, amounts.utilized_gpu_ms, whole, unit, false));
  return h('table', { class: 'waterfall' },
    h('caption', { class: 'sr' }, 'From contracted to delivered and utilized'),
    h('thead', { class: 'sr' }, h('tr', null, h('th', null, 'Step'), h('th', null, 'Bar'), h('th', null, 'Amount'), h('th', null, 'Share of contracted'))),
    h('tbody', null, rows));
}

function row(kind, tone, name, says, from, amount, whole, unit, minus) {
  const left = from / whole * 100;
  const width = amount / whole * 100;
  return h('tr', { class: kind },
    h('th', { scope: 'row' }, h('span', { class: 'swatch tone-' + tone }), h('span', null, name, h('small', null, says))),
    h('td', { class: 'lane' }, h('span', { class: 'fill tone-' + tone, style: { left: left.toFixed(3) + '%', width: 'max(2px, ' + width.toFixed(3) + '%)' } })),
    h('td', { class: 'n' }, (minus ? '−' : '') + unit(amount)),
    h('td', { class: 'n quiet' }, (minus ? '−' : '') + percent(amount, whole, width < 0.1 ? 2 : 1)));
}
