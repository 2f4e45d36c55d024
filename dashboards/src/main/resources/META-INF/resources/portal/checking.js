// What somebody who does not take our word for it needs: the results as they are settled, the registry, the way to recompute.
import { h } from './dom.js';
import { basis, time } from './format.js';

/** @param shown the interval whose hashes are named; null while there is none */
export function checking(summary, line, shown, zone, now) {
  const lease = encodeURIComponent(summary.lease);
  const contents = '/api/v1/contents?lease=' + lease;
  const file = 'nameplate-' + summary.lease + '.jsonl';
  return [
    h('p', { class: 'lede' }, 'Every settled interval is one line of canonical JSON, in its latest revision. The settled figures above are sums of these lines; the same readings and the same registry give anybody the same bytes.'),
    h('ul', { class: 'downloads' },
      h('li', null, h('a', { href: contents, download: file }, 'Settled results of ' + summary.lease), h('small', null, 'JSON lines, UTC and GPU-milliseconds')),
      h('li', null, h('a', { href: '/api/v1/registry/' + summary.registry_version, download: 'nameplate-registry-' + summary.registry_version + '.json' }, 'Registry version ' + summary.registry_version), h('small', null, 'what was contracted, allocated and agreed')),
      h('li', null, h('a', { href: '/api/v1/leases/' + lease }, 'This page as JSON'), h('small', null, 'the figures above'))),
    shown ? hashes(summary, line, shown, zone, now) : null,
    h('details', null, h('summary', null, 'How to check and recompute them'),
      h('ol', { class: 'steps' },
        h('li', null, 'In each line the states add up to ', h('code', null, 'contracted_gpu_ms'), '. Delivered is ', h('code', null, 'IDLE'), ' plus ', h('code', null, 'UTILIZED'), '.'),
        h('li', null, 'The SHA-256 of a line, without its line end, is the one that ', h('code', null, '/api/v1/results/' + summary.lease + '/' + line + '/START'), ' names for the latest revision; every revision carries the hash of the one before it in the lease.'),
        h('li', null, 'Settle the same readings again, from a collector\u2019s spool or an archive, with the registry folder, and compare:',
          h('pre', null, 'bin/nameplate settle --registry DIR --registry-version ' + summary.registry_version + ' --spool DIR --out mine.jsonl\ngrep \'"lease":"' + summary.lease + '"\' mine.jsonl | cmp - ' + file)))),
  ];
}

/** What one interval's content is, and what it rests on, by their SHA-256. */
function hashes(summary, line, shown, zone, now) {
  const at = '/api/v1/results/' + encodeURIComponent(summary.lease) + '/' + encodeURIComponent(line) + '/' + shown.interval_start;
  return h('dl', { class: 'hashes' },
    h('dt', null, basis('Interval at ' + time(shown.interval_start, zone, now), shown.status === 'settled' ? 'revision ' + shown.revision : 'provisional')),
    h('dd', null, 'content ', h('code', null, shown.content_sha256)),
    h('dd', null, 'rests on ', shown.provenance ? h('code', null, shown.provenance) : 'what was not kept in that version',
      h('small', null, 'SHA-256 of the evidence, plant readings and registry facts')),
    shown.status === 'settled' ? h('dd', null, h('a', { href: at }, 'every revision of it')) : null);
}
