// The portal: finds out which page is asked for, keeps it fresh, and says honestly when it cannot.
import { listen } from './api.js';
import { h, show } from './dom.js';
import { fleetPage } from './fleet.js';
import { leasePage } from './lease.js';
import { setZoneMode, zoneMode } from './format.js';

const main = document.getElementById('main');
const asked = new URLSearchParams(location.search);
const lease = asked.get('lease');
const page = lease ? leasePage(main, lease, asked) : fleetPage(main);

function zones() {
  const choice = (mode, label, title) => h('button', {
    type: 'button', 'aria-pressed': String(zoneMode() === mode), title,
    onclick: () => { setZoneMode(mode); zones(); page.draw(); },
  }, label);
  show(document.getElementById('zone'),
    choice('lease', 'Lease zone', 'Show times in the zone the lease is billed in'),
    choice('utc', 'UTC', 'Show times in UTC'));
}

const live = document.getElementById('live');
function say(state) {
  live.dataset.state = state;
  live.querySelector('.text').textContent = state === 'live' ? 'live' : state === 'lost' ? 'connection lost, trying again' : 'connecting';
}

// News come in bursts while the job catches up: ask again at most once a second, and once more when they end.
let waiting = null;
let refreshed = 0;
function refresh() {
  if (waiting) return;
  waiting = setTimeout(async () => {
    waiting = null;
    refreshed = Date.now();
    await page.load();
  }, Math.max(0, 1000 - (Date.now() - refreshed)));
}

zones();
page.load();
// '?live=off' shows one moment and stays there: for printing, and for tools that wait until a page is quiet.
if (asked.get('live') === 'off') {
  live.querySelector('.text').textContent = 'not live';
} else {
  listen(
    (kind, data) => { if (!lease || data.lease === lease) refresh(); },
    state => { say(state); if (state === 'live') refresh(); });
}
// What is old must come to look old even when nothing happens.
setInterval(() => page.draw(), 5000);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => page.draw());
