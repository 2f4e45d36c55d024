// What can become of contracted capacity: in the order of the attribution ladder, with the layer and the words for each.

/** Buckets of the timeline and waterfall; `key` as in content objects, causes of DERATED apart. */
export const BUCKETS = [
  { key: 'UTILIZED', tone: 'utilized', label: 'utilized', delivered: true, says: 'delivered and at work' },
  { key: 'IDLE', tone: 'idle', label: 'idle', delivered: true, says: 'delivered, without work' },
  { key: 'UNCOMMISSIONED', layer: 'delivery', label: 'uncommissioned', says: 'contracted, never handed over' },
  { key: 'WITHDRAWN', layer: 'delivery', label: 'withdrawn', says: 'handed over once, taken back' },
  { key: 'EXCLUDED', layer: 'agreed', label: 'agreed maintenance', says: 'lost inside an agreed window' },
  { key: 'OUTSIDE_CONTROL', layer: 'outside', label: 'outside control', says: 'lost in an event nobody here controls' },
  { key: 'CURTAILED', layer: 'grid', label: 'curtailed', says: 'lost under a curtailment order' },
  { key: 'UNPOWERED', layer: 'power', label: 'unpowered', says: 'no power' },
  { key: 'UNCOOLED', layer: 'cooling', label: 'uncooled', says: 'no cooling' },
  { key: 'UNCONNECTED', layer: 'network', label: 'unconnected', says: 'no network' },
  { key: 'FAULTED', layer: 'hardware', label: 'faulted', says: 'broken, with power at the rack' },
  { key: 'DERATED.cooling', layer: 'cooling', label: 'derated, cooling', says: 'slowed down by heat' },
  { key: 'DERATED.power', layer: 'power', label: 'derated, power', says: 'slowed down by power' },
  { key: 'DERATED.unknown', layer: 'unknown', label: 'derated, cause unknown', says: 'slowed down, the readings do not say why' },
  { key: 'OPERATOR_LIMITED', layer: 'operator', label: 'operator limit', says: 'limited by a setting of the operator' },
  { key: 'UNMEASURED', layer: 'telemetry', label: 'not measured', says: 'neither up nor down: nobody measured it' },
];

export const LAYERS = {
  power: 'Power', cooling: 'Cooling', network: 'Network', hardware: 'Hardware', delivery: 'Delivery', grid: 'Grid',
  operator: 'Operator', telemetry: 'Not measured', agreed: 'Agreed maintenance', outside: 'Outside control', unknown: 'Cause unknown',
};

export const LAYER_SAYS = {
  power: 'no power, or slowed down by it', cooling: 'no cooling, or slowed down by heat', network: 'switch port down',
  hardware: 'broken, with power at the rack', delivery: 'not handed over', grid: 'curtailment order', operator: 'a setting of the operator',
  telemetry: 'neither up nor down', agreed: 'inside an agreed window', outside: 'nobody here controls it', unknown: 'the readings do not say why',
};

export function tone(bucket) { return bucket.tone || bucket.layer; }

/** GPU-milliseconds of a content object in one bucket. */
export function amount(content, bucket) {
  const [state, cause] = bucket.key.split('.');
  if (!cause) return content.states[state] || 0;
  return (content.causes && content.causes.DERATED && content.causes.DERATED[cause]) || 0;
}

/** A colour of the current theme. */
export function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
}
