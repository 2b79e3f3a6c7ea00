import { type ComponentChildren, createContext } from "preact";
import { useContext, useEffect, useMemo, useState } from "preact/hooks";
import { type Place, placeOf } from "./paths.js";

export interface Route extends Place {
  readonly path: string;
  readonly query: URLSearchParams;
  /** @param to - path and query */
  go(to: string, options?: { readonly replace?: boolean }): void;
}

const NOWHERE: Route = { page: "overview", path: "/ui/", query: new URLSearchParams(), go: () => {} };

const RouteContext = createContext<Route>(NOWHERE);

export const useRoute = (): Route => useContext(RouteContext);

export function RouteProvider({ children }: { children: ComponentChildren }) {
  const [address, setAddress] = useState(here());
  useEffect(() => {
    const follow = () => setAddress(here());
    addEventListener("popstate", follow);
    return () => removeEventListener("popstate", follow);
  }, []);
  const route = useMemo<Route>(() => {
    const { pathname, searchParams } = new URL(address, location.origin);
    return {
      ...placeOf(pathname),
      path: pathname,
      query: searchParams,
      go(to, { replace = false } = {}) {
        history[replace ? "replaceState" : "pushState"](null, "", to);
        setAddress(here());
      },
    };
  }, [address]);
  return <RouteContext.Provider value={route}>{children}</RouteContext.Provider>;
}

const here = () => location.pathname + location.search;

interface LinkProps {
  readonly to: string;
  readonly children: ComponentChildren;
  readonly class?: string | undefined;
  readonly "aria-current"?: "page" | undefined;
  readonly "data-row"?: boolean | undefined;
}

/** A link to a page of this server. */
export function Link({ to, ...rest }: LinkProps) {
  const { go } = useRoute();
  function follow(event: MouseEvent) {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(to);
  }
  return <a href={to} onClick={follow} {...rest} />;
}

/** A value in the query string, so that an address shows to others what it shows here; "" is left out. */
export function useQuery(name: string): [value: string, set: (value: string) => void] {
  const { query, go } = useRoute();
  function set(value: string) {
    const next = new URLSearchParams(location.search);
    if (value === "") next.delete(name);
    else next.set(name, value);
    const text = next.toString();
    go(location.pathname + (text && `?${text}`), { replace: true });
  }
  return [query.get(name) ?? "", set];
}
