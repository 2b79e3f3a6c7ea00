// @ts-nocheck: the types of a browser would be those of every program here
// What Chromium runs in a page: no function uses another.

/** In pixels, of the page and what sticks out of it. */
export function widthOfPage() {
  return document.documentElement.scrollWidth;
}

/** @param {Element} element */
export function hasFocus(element) {
  return element === document.activeElement;
}

/** A description of what has the focus, for messages. */
export function focused() {
  const { activeElement: element } = document;
  return `${element?.tagName} ${element?.getAttribute("aria-label") ?? element?.textContent?.slice(0, 60)}`;
}

/** Whether the numbers are greyed. */
export function isStale() {
  return document.querySelector("main")?.classList.contains("stale") === true;
}

/** Whether a line of the overview has at least so many points. */
export function pointsOf(least) {
  return [...document.querySelectorAll("svg.spark path")].some(
    (path) => (path.getAttribute("d")?.match(/[ ,]/g)?.length ?? 0) >= least,
  );
}

/** Where the focus is in a table, and whether the next row is drawn. */
export function focusedRow() {
  const row = document.activeElement?.closest("tr");
  return {
    index: row?.getAttribute("aria-rowindex"),
    hasNext: row?.nextElementSibling?.className !== "space",
  };
}
