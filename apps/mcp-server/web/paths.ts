/** Pages, by their address below `/ui/`. */
type Page =
  | "overview"
  | "domain"
  | "requests"
  | "add"
  | "certificates"
  | "activity"
  | "differences"
  | "help"
  | "missing";

export interface Place {
  readonly page: Page;
  /** Of the pages of one domain. */
  readonly domain?: string | undefined;
}

const PLAIN: readonly string[] = ["add", "certificates", "activity", "differences", "help"] satisfies Page[];

export function placeOf(path: string): Place {
  const [first = "", domain, last, ...more] = path.replace(/^\/ui\/?|\/$/g, "").split("/");
  if (first === "" && domain === undefined) return { page: "overview" };
  if (PLAIN.includes(first) && domain === undefined) return { page: first as Page };
  if (first !== "d" || !domain || more.length > 0) return { page: "missing" };
  if (last !== undefined && last !== "requests") return { page: "missing" };
  return { page: last ?? "domain", domain: decoded(domain) };
}

export function domainPath(domain: string, page?: "requests"): string {
  return `/ui/d/${encodeURIComponent(domain)}${page === undefined ? "" : `/${page}`}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
