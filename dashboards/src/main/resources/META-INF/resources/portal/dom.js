// Small ways to make and renew the page's elements. Text is always text: nothing here reads markup from data.

const SVG = 'http://www.w3.org/2000/svg';
const svgTags = new Set(['svg', 'rect', 'path', 'line', 'circle', 'g', 'defs', 'pattern', 'title']);

/** Makes an element: h('p', {class: 'quiet'}, 'text', child). Properties that begin with 'on' are handlers. */
export function h(tag, props, ...children) {
  const el = svgTags.has(tag) ? document.createElementNS(SVG, tag) : document.createElement(tag);
  for (const [key, value] of Object.entries(props || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith('on')) el[key] = value;
    else if (key === 'style') for (const [name, v] of Object.entries(value)) el.style.setProperty(name, v);
    else el.setAttribute(key, value === true ? '' : value);
  }
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    el.append(child instanceof Node ? child : document.createTextNode(child));
  }
  return el;
}

const handlers = ['onclick', 'onkeydown', 'onchange', 'ontoggle'];

/** Makes `old` look like `fresh` and changes no more than that, so that focus, scrolling and open details stay. */
function renew(old, fresh) {
  if (old.nodeType === Node.TEXT_NODE) {
    if (old.data !== fresh.data) old.data = fresh.data;
    return;
  }
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && !(old.tagName === 'DETAILS' && name === 'open')) old.removeAttribute(name);
  }
  for (const { name, value } of [...fresh.attributes]) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  for (const name of handlers) old[name] = fresh[name];
  if (!old.hasAttribute('data-own')) renewChildren(old, [...fresh.childNodes]);
}

function same(a, b) {
  return a.nodeType === b.nodeType && a.nodeName === b.nodeName
    && (a.nodeType !== Node.ELEMENT_NODE || a.getAttribute('data-key') === b.getAttribute('data-key'));
}

function renewChildren(parent, fresh) {
  fresh.forEach((node, i) => {
    const old = parent.childNodes[i];
    if (!old) parent.append(node);
    else if (same(old, node)) renew(old, node);
    else old.replaceWith(node);
  });
  while (parent.childNodes.length > fresh.length) parent.lastChild.remove();
}

/** Shows these children in `parent`. What is inside an element with `data-own` is its owner's and left alone. */
export function show(parent, ...children) {
  renewChildren(parent, children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false)
    .map(child => child instanceof Node ? child : document.createTextNode(child)));
}
