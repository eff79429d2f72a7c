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
