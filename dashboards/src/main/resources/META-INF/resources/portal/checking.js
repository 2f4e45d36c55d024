// What somebody who does not take our word for it needs: the results as they are settled, the registry, the way to recompute.
import { h } from './dom.js';

export function checking(summary, line) {
  const lease = encodeURIComponent(summary.lease);
  const contents = '/api/v1/contents?lease=' + lease;
  const file = 'nameplate-' + summary.lease + '.jsonl';
  return [
    h('p', { class: 'lede' }, 'Every settled interval is one line of canonical JSON, in its latest revision. The settled figures above are sums of these lines; the same readings and the same registry give anybody the same bytes.'),
    h('ul', { class: 'downloads' },
      h('li', null, h('a', { href: contents, download: file }, 'Settled results of ' + summary.lease), h('small', null, 'JSON lines, UTC and GPU-milliseconds')),
      h('li', null, h('a', { href: '/api/v1/registry/' + summary.registry_version, download: 'nameplate-registry-' + summary.registry_version + '.json' }, 'Registry version ' + summary.registry_version), h('small', null, 'what was contracted, allocated and agreed')),
      h('li', null, h('a', { href: '/api/v1/leases/' + lease }, 'This page as JSON'), h('small', null, 'the figures above'))),
    h('details', null, h('summary', null, 'How to check and recompute them'),
      h('ol', { class: 'steps' },
        h('li', null, 'In each line the states add up to ', h('code', null, 'contracted_gpu_ms'), '. Delivered is ', h('code', null, 'IDLE'), ' plus ', h('code', null, 'UTILIZED'), '.'),
        h('li', null, 'The SHA-256 of a line, without its line end, is the one that ', h('code', null, '/api/v1/results/' + summary.lease + '/' + line + '/START'), ' names for the latest revision; every revision carries the hash of the one before it in the lease.'),
        h('li', null, 'Settle the same readings again, from a collector\u2019s spool or an archive, with the registry folder, and compare:',
          h('pre', null, 'bin/nameplate settle --registry DIR --registry-version ' + summary.registry_version + ' --spool DIR --out mine.jsonl\ngrep \'"lease":"' + summary.lease + '"\' mine.jsonl | cmp - ' + file)))),
  ];
}
