export const PAGE_PATH = "/ui/";

const PAGES: readonly string[] = ["", "add", "certificates", "activity", "differences", "help"];
const DOMAIN_PAGE = /^d\/[^/]+(?:\/requests)?$/;

/** Whether a path, as sent, is the page's. */
export function isOfPage(path: string): boolean {
  return path.startsWith(PAGE_PATH) || `${path}/` === PAGE_PATH;
}

/** Whether one below `/ui/` shows something. */
export function isPage(path: string): boolean {
  const name = path.slice(PAGE_PATH.length);
  return PAGES.includes(name) || DOMAIN_PAGE.test(name);
}
