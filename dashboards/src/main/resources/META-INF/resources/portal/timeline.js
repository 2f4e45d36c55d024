// The timeline: one column per interval, its states stacked up to what was contracted. An interval nobody reported is a
// gap, a provisional one is pale, what was not measured is grey and hatched.
import * as echarts from '/_static/echarts/dist/echarts.esm.min.js';
import { clock, gpus, percent, time } from './format.js';
import { amount, BUCKETS, colour, tone } from './states.js';

export function timeline(element, pick) {
  const chart = echarts.init(element, null, { renderer: 'canvas' });
  let slots = [];
  let selected = null;
  let drawn = '';
  new ResizeObserver(() => chart.resize()).observe(element);
  chart.getZr().on('click', event => {
    const [index] = chart.convertFromPixel({ gridIndex: 0 }, [event.offsetX, event.offsetY]) || [];
    if (chart.containPixel({ gridIndex: 0 }, [event.offsetX, event.offsetY]) && slots[index]) pick(slots[index].interval_start);
  });
  element.tabIndex = 0;
  element.setAttribute('role', 'application');
  element.onkeydown = event => {
    const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 }[event.key];
    if (!step && event.key !== 'End' && event.key !== 'Home') return;
    event.preventDefault();
    const known = slots.filter(Boolean);
    if (known.length === 0) return;
    const at = known.findIndex(i => i.interval_start === selected);
    const next = event.key === 'End' || at < 0 ? known.length - 1 : event.key === 'Home' ? 0
      : Math.min(known.length - 1, Math.max(0, at + step));
    pick(known[next].interval_start);
  };

  /** @param intervals oldest first  @param count how many slots the timeline has  @param chosen start of the chosen interval */
  function draw(intervals, count, stepS, zone, chosen) {
    selected = chosen;
    if (intervals.length === 0) { chart.clear(); slots = []; drawn = ''; return; }
    const theme = colour('ink') + colour('paper');
    const last = intervals[intervals.length - 1];
    const key = [last.interval_start, last.status, intervals.length, intervals.reduce((n, i) => n + i.revision, 0), count, zone, chosen, theme, element.clientWidth].join();
    if (key === drawn) return;
    drawn = key;
    const end = Date.parse(last.interval_start);
    const byStart = new Map(intervals.map(i => [Date.parse(i.interval_start), i]));
    const starts = Array.from({ length: count }, (_, i) => end - (count - 1 - i) * stepS * 1000);
    slots = starts.map(s => byStart.get(s) || null);
    const stepMs = stepS * 1000;
    const room = Math.max(3, Math.floor(element.clientWidth / 90));
    const every = [60, 120, 300, 600, 900, 1800, 3600, 7200, 21600].find(n => count * stepS / n <= room) || 86400;
    const used = BUCKETS.filter(b => slots.some(s => s && amount(s.content, b) > 0));
    const ink = colour('ink');
    const quiet = colour('quiet');
    const most = Math.max(...slots.map(s => s ? s.contracted_gpu_ms : 0)) / stepMs;
    element.setAttribute('aria-label', `Timeline of ${count} intervals up to ${time(last.interval_start, zone)}. Arrow keys choose an interval.`);
    chart.setOption({
      animation: false,
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: ink },
      grid: { left: 52, right: 14, top: 12, bottom: 30 },
      tooltip: {
        trigger: 'axis', axisPointer: { type: 'shadow', shadowStyle: { color: ink, opacity: 0.08 } }, confine: true,
        backgroundColor: colour('card'), borderColor: colour('edge'), textStyle: { color: ink, fontSize: 13 }, padding: 10,
        formatter: items => tip(slots[items[0].dataIndex], starts[items[0].dataIndex], zone, stepMs),
      },
      xAxis: {
        type: 'category', data: starts.map(s => clock(s, zone)), axisTick: { show: false },
        axisLine: { lineStyle: { color: colour('edge') } }, axisLabel: { color: quiet, fontSize: 12, interval: i => starts[i] % (every * 1000) === 0, formatter: text => text.slice(0, 5) },
      },
      yAxis: {
        type: 'value', min: 0, max: most || 1, interval: most / 4 || 1,
        axisLabel: { color: quiet, fontSize: 12, formatter: v => gpus(v, 1).replace(/\.\d+$/, '') }, splitLine: { lineStyle: { color: colour('edge'), opacity: 0.7 } },
      },
      series: [
        ...used.map(bucket => ({
          name: bucket.label, type: 'bar', stack: 'states', barCategoryGap: count > 200 ? '0%' : '12%', barMinHeight: 0,
          itemStyle: { color: colour(tone(bucket)), ...(bucket.key === 'UNMEASURED' ? { decal: hatch() } : {}) },
          emphasis: { disabled: true },
          data: slots.map(s => s === null ? null : {
            value: amount(s.content, bucket) / stepMs,
            itemStyle: s.status === 'provisional' ? { opacity: 0.45 } : undefined,
          }),
        })),
        {
          name: 'contracted', type: 'line', step: 'middle', symbol: 'none', silent: true, z: 5, connectNulls: false,
          lineStyle: { color: ink, width: 1.5 }, data: slots.map(s => s === null ? null : s.contracted_gpu_ms / stepMs),
          markLine: chosen === null || !byStart.has(Date.parse(chosen)) ? undefined : {
            silent: true, animation: false, symbol: ['none', 'triangle'], symbolSize: 9, symbolRotate: 180, label: { show: false },
            lineStyle: { color: ink, width: 1.5, type: 'solid' }, data: [{ xAxis: starts.indexOf(Date.parse(chosen)) }],
          },
        },
      ],
    }, { notMerge: true });
  }

  return { draw };
}

function hatch() {
  return { symbol: 'rect', color: 'rgba(128,128,128,0.55)', dashArrayX: [1, 0], dashArrayY: [2, 5], rotation: -Math.PI / 4 };
}

function tip(slot, start, zone, stepMs) {
  const box = document.createElement('div');
  const line = (text, value, mark) => {
    const row = document.createElement('div');
    row.className = 'tip-row';
    if (mark) { const dot = document.createElement('span'); dot.className = 'swatch tone-' + mark; row.append(dot); }
    const name = document.createElement('span'); name.textContent = text; row.append(name);
    if (value) { const n = document.createElement('b'); n.textContent = value; row.append(n); }
    box.append(row);
  };
  line(time(start, zone));
  if (!slot) { line('no result for this interval'); return box; }
  for (const bucket of [...BUCKETS].reverse()) {
    const ms = amount(slot.content, bucket);
    if (ms > 0) line(bucket.label, gpus(ms, stepMs) + ' GPUs · ' + percent(ms, slot.contracted_gpu_ms), tone(bucket));
  }
  line('contracted', gpus(slot.contracted_gpu_ms, stepMs) + ' GPUs');
  line(slot.status === 'provisional' ? 'provisional: not settled yet' : 'settled, revision ' + slot.revision);
  return box;
}
