// Numbers, times and names as people read them. Every time has its zone beside it.

const english = 'en-GB';
let zoneChoice = read('nameplate.zone') || 'lease';

function read(key) {
  try { return localStorage.getItem(key); } catch { return null; }
}

export function zoneMode() { return zoneChoice; }

export function setZoneMode(mode) {
  zoneChoice = mode;
  try { localStorage.setItem('nameplate.zone', mode); } catch { /* a browser that keeps nothing still shows times */ }
}

export function zoneFor(lease) { return zoneChoice === 'utc' ? 'UTC' : lease.zone; }

const formats = new Map();

function format(zone, options) {
  const key = zone + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(english, { timeZone: zone, hourCycle: 'h23', ...options }));
  return formats.get(key);
}

function zoneName(instant, zone) {
  if (zone === 'UTC') return 'UTC';
  // Each locale knows short names for its own zones only and says 'GMT+1' for others.
  const names = ['en-US', 'en-GB', 'en-AU', 'en-IN'].map(locale => new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: 'short' })
    .formatToParts(new Date(instant)).find(p => p.type === 'timeZoneName').value);
  return names.find(name => !/^(GMT|UTC)[+-]/.test(name)) || names[0];
}

/** Keeps a number and its sign on one line. */
export function tight(text) { return text.replaceAll(' %', '\u00a0%'); }

/** 14:05:10, without a zone: only where the zone stands beside it. */
export function clock(instant, zone) {
  return format(zone, { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(new Date(instant));
}

export function day(instant, zone) {
  return format(zone, { day: 'numeric', month: 'short', year: 'numeric' }).format(new Date(instant));
}

/** 14:05:10 CDT; with the day when it is not today. */
export function time(instant, zone, now = Date.now()) {
  const text = clock(instant, zone) + ' ' + zoneName(instant, zone);
  return day(instant, zone) === day(now, zone) ? text
    : format(zone, { day: 'numeric', month: 'short' }).format(new Date(instant)) + ', ' + text;
}

/** An instant in UTC as the ledger writes it; null for anything else. */
export function instant(text) {
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z$/.test(text) ? new Date(text) : null;
  return at && !isNaN(at) ? at.toISOString().replace('.000Z', 'Z') : null;
}

/** '45 s', '1 min 30 s', '12 min', '2 h 05 min': how long. */
export function span(ms) {
  const s = Math.max(0, Math.round(ms / 1000));
  if (s < 90) return s + ' s';
  const m = Math.floor(s / 60);
  if (m < 10 && s % 60 > 0) return m + ' min ' + String(s % 60).padStart(2, '0') + ' s';
  if (m < 60) return m + ' min';
  const hours = Math.floor(m / 60);
  if (hours < 48) return hours + ' h ' + String(m % 60).padStart(2, '0') + ' min';
  return Math.floor(hours / 24) + ' days';
}

/** A share as per cent, never rounded up to 100 or down to 0. */
export function percent(part, whole, digits = 1) {
  if (!whole) return '–';
  const share = part / whole * 100;
  const step = 10 ** -digits;
  const shown = share < 100 && share > 100 - step / 2 ? 100 - step : share > 0 && share < step / 2 ? step : share;
  return shown.toFixed(digits) + '\u00a0%';
}

export function perMille(value) { return value === null || value === undefined ? '–' : (value / 10).toFixed(1) + '\u00a0%'; }

export function number(value, digits = 0) {
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** GPU-milliseconds as GPU-hours. */
export function gpuHours(ms) {
  const hours = ms / 3.6e6;
  return number(hours, hours < 10 ? 2 : hours < 1000 ? 1 : 0) + ' GPU-h';
}

/** GPU-milliseconds of a stretch as the number of GPUs it comes to. */
export function gpus(ms, stretchMs) {
  if (!stretchMs) return '–';
  const n = ms / stretchMs;
  return number(n, Number.isInteger(n) || n >= 10000 ? 0 : 1);
}

/** Watts as MW, or kW where that is more readable. */
export function power(w) {
  return Math.abs(w) >= 1e6 ? number(w / 1e6, w >= 1e8 ? 1 : 2) + '\u00a0MW' : number(w / 1e3, 1) + '\u00a0kW';
}

/** Joules as MWh, or kWh where that is more readable. */
export function energy(j) {
  const mwh = j / 3.6e9;
  return mwh >= 1 ? number(mwh, mwh >= 100 ? 0 : 2) + '\u00a0MWh' : number(mwh * 1000, mwh < 0.01 ? 2 : 1) + '\u00a0kWh';
}

/** Thousandths of a degree as degrees Celsius. */
export function celsius(mc) { return (mc / 1000).toFixed(1) + '\u00a0°C'; }

/** A quotient such as a PUE. */
export function ratio(value) { return value.toFixed(2); }

export function money(amount, currency) {
  if (amount === null || amount === undefined) return '–';
  const digits = Math.abs(amount) < 100 ? 2 : 0;
  return currency + ' ' + number(amount, digits);
}

/** What figures rest on, as one line: the parts that there are. */
export function basis(...parts) { return parts.filter(Boolean).join(' · '); }

/** The revisions behind a sum of intervals: 'all in revision 1', '3 restated', '1 provisional'. */
export function standing(amounts) {
  return basis(amounts.restated ? number(amounts.restated) + ' restated' : amounts.intervals > amounts.provisional && 'all settled ones in revision 1',
    amounts.provisional && number(amounts.provisional) + ' provisional');
}

export function plural(n, one, many = one + 's') { return number(n) + ' ' + (n === 1 ? one : many); }
