/** The element with this id. */
export const byId = id => document.getElementById(id);

/** A new element; text is always text, never markup. */
export function element(name, { text, ...properties } = {}, ...children) {
  const node = document.createElement(name);
  Object.assign(node, properties);
  if (text !== undefined) node.textContent = text;
  node.append(...children);
  return node;
}

/** Names and values as the children of a <dl>; values that are missing are left out. */
export const figures = pairs => pairs
  .filter(([, value]) => value !== undefined && value !== null)
  .map(([name, value]) => element('div', {}, element('dt', { text: name }), element('dd', { text: value })));

/** A duration in seconds, as people write it. */
export function written(seconds) {
  if (seconds < 0.001) return '< 1 ms';
  return seconds < 1 ? `${(seconds * 1000).toFixed(0)} ms` : `${seconds.toFixed(2)} s`;
}
