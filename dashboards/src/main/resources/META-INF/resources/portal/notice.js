// What a page says when there is nothing to show, or something is wrong with what it shows.
import { h } from './dom.js';
import { span, time } from './format.js';

export function loading() {
  return h('div', { class: 'skeleton', 'aria-busy': 'true' }, h('p', { class: 'sr' }, 'Loading'), h('div'), h('div'), h('div'));
}

export function failed(problem, retry) {
  return h('section', { class: 'notice bad', role: 'alert' },
    h('h2', null, problem.status === 404 ? 'Not found' : 'The figures cannot be read'),
    h('p', null, problem.message),
    h('p', null, h('button', { type: 'button', class: 'plain', onclick: retry }, 'Try again'), ' ', h('a', { href: './' }, 'All leases')));
}

export function empty(title, ...text) {
  return h('section', { class: 'notice' }, h('h2', null, title), ...text.map(t => h('p', null, t)));
}

/** How late figures are, when that is more than their rhythm explains; null while they are fresh. */
export function lateness(asOf, intervalS, now) {
  if (!asOf) return null;
  const late = now - Date.parse(asOf);
  return late > Math.max(90, 4 * intervalS) * 1000 ? late : null;
}

export function stale(late, asOf, zone, now) {
  return h('section', { class: 'notice late', role: 'status' },
    h('p', null, h('strong', null, 'No new result for ' + span(late) + '. '),
      'Everything below is as of ' + time(asOf, zone, now) + ' and may no longer hold.'));
}

/** The address asked for an instant and got something else: the page says so and shows what it shows without. */
export function notAnInstant(asked) {
  return h('section', { class: 'notice late', role: 'status' },
    h('p', null, h('strong', null, '“' + asked + '” is not a time. '),
      'After “at=” the address names the start of an interval in UTC, such as 2026-06-01T00:00:00Z. What is shown is now.'));
}

/** The last good figures stay, with this above them, when a reload fails. */
export function notRefreshed(problem) {
  return h('section', { class: 'notice late', role: 'status' },
    h('p', null, h('strong', null, 'These figures could not be refreshed. '), problem.message));
}
