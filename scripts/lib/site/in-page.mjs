// @ts-nocheck: the types of a browser would be those of every program here
// What Chromium runs in a page: no function uses another.

/** Whether the page's program has started. */
export function hasStarted() {
  return Reflect.has(document.querySelector("#app") ?? {}, "__vue_app__");
}

export function isDark() {
  return document.documentElement.classList.contains("dark");
}

/** In pixels. */
export function widthOfPage() {
  return document.documentElement.scrollWidth;
}

/** What the page has. */
export async function contentsOfPage() {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const pictures = all("img");
  for (const image of pictures) image.loading = "eager";
  await Promise.all(pictures.map((image) => image.decode().catch(() => undefined)));
  const here = `${location.origin}/`;
  return {
    links: all("a[href]")
      .map(({ href }) => href)
      .filter((href) => href.startsWith(here)),
    anchors: all("[id]").map(({ id }) => id),
    images: pictures.flatMap((image) => [
      ...(image.naturalWidth > 0 ? [] : [`image ${image.src} does not load`]),
      ...(image.alt !== "" || image.closest(".VPNavBarTitle") !== null
        ? []
        : [`image ${image.src} has no alt text`]),
    ]),
  };
}

/**
 * @param {{ type: string, values: string[] }} runOnly
 * @returns {Promise<string[]>}
 */
export async function violations(runOnly) {
  const { axe } = globalThis;
  const { violations: found } = await axe.run(document, { runOnly, resultTypes: ["violations"] });
  return found.map(({ id, help, nodes }) => {
    const [{ html, failureSummary }] = nodes;
    return `axe ${id}: ${help} (${nodes.length}): ${html.slice(0, 200)} ${failureSummary.replaceAll("\n", " ")}`;
  });
}

/** @returns {string[]} tabs that show no other code when they are clicked */
export function deadTabs() {
  return [...document.querySelectorAll(".vp-code-group")].flatMap((group) => {
    const labels = [...group.querySelectorAll(".tabs label")];
    const blocks = [...group.querySelectorAll(".blocks > *")];
    return labels.flatMap((label, i) => {
      label.click();
      return blocks[i]?.classList.contains("active") ? [] : [`code tab ${label.textContent} does not switch`];
    });
  });
}
