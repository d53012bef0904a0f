// The few helpers that every view needs. Data reaches the page as text nodes only, and a node is written to
// only when its text changes, so that views can be refreshed on every frame.

/** The element with this id; the page's own markup promises that it exists. */
export const byId = (id) => document.getElementById(id);

/** A new element with a class and text. */
export function element(tag, className = "", text = "") {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text) node.textContent = text;
  return node;
}

/** A new SVG element with attributes. */
export function svg(tag, attributes = {}) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  setAttributes(node, attributes);
  return node;
}

/** Sets several attributes at once. */
export function setAttributes(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
}

/** Sets the text of an element, if it differs. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Has a screen reader say these words, through a live region: one that speaks when its text changes. */
export function announce(region, words) {
  // Said twice, they are a change too: with a space behind them that nobody hears.
  region.textContent = region.textContent === words ? `${words}\u00a0` : words;
}

/** Switches a button on or off without taking the keyboard focus away from it. */
export function setEnabled(button, enabled) {
  const value = String(!enabled);
  if (button.getAttribute("aria-disabled") !== value) button.setAttribute("aria-disabled", value);
}

/** Calls `action` on a click, unless the button is switched off by `setEnabled`. */
export function onPress(button, action) {
  button.addEventListener("click", () => {
    if (button.getAttribute("aria-disabled") !== "true") action();
  });
}
