/** Returns the element with this id. */
export const byId = (id) => document.getElementById(id);

/** Returns a new element; text is never read as markup. */
export function make(tag, { text = "", ...attributes } = {}, ...children) {
  const element = document.createElement(tag);
  if (text) element.textContent = text;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children.filter(Boolean));
  return element;
}
