import { block } from "./block.js";

/** Labels that a name may have before the wildcard that routes it. */
const WILDCARD_DEPTH = 5;

/** Names, IPv4 addresses, and IPv6 addresses in brackets, with or without a port; `_` is in use in names, though not in host names. */
const HOST = String.raw`'^([a-z0-9_-]+(\.[a-z0-9_-]+)*\.?|\[[0-9a-f:.]+\])(:[0-9]{0,5})?$'`;

const UNLESS_FOUND = "if !{ var(txn.pool) -m found }";

/** The host that a request asks for, as it is written. */
export function renderHost(): readonly string[] {
  return block("The host that is asked for: the whole header, which req.hdr would split at a comma.", [
    "http-request set-var(txn.host) req.fhdr(host),lower",
  ]);
}

/**
 * From the host to its pool, in `txn.pool`: the exact name, then `.rest` with one more label stripped each time, so the closest
 * wildcard wins. Each step is one `map_str` look-up in a tree, whose cost does not grow with the number of names. `txn.host` is then the
 * host alone.
 *
 * @param unlessHost what happens to a request whose `Host` is no host: an action with its arguments
 */
export function renderRouting(mapFile: string, unlessHost: string): readonly string[] {
  return [
    ...block("From the host to its pool: the exact name. A key that begins with a dot is a wildcard's.", [
      `http-request set-var(txn.pool) var(txn.host),map_str(${mapFile}) if !{ var(txn.host) -m beg . }`,
    ]),
    ...block(
      "If it isn't found, it may have a port or the dot of the root. What is no host must not reach a wildcard.",
      [
        `http-request ${unlessHost} ${UNLESS_FOUND} !{ var(txn.host) -m reg ${HOST} }`,
        `http-request set-var(txn.host) var(txn.host),host_only,rtrim(.) ${UNLESS_FOUND}`,
        `http-request set-var(txn.pool) var(txn.host),map_str(${mapFile}) ${UNLESS_FOUND}`,
      ],
    ),
    ...block(
      "Then wildcards, the closest first: one more label stripped each time. A look-up takes as long for 10 names as for 100,000.",
      [
        ...wildcardStep("txn.host", "^[^.]*", mapFile),
        ...Array.from({ length: WILDCARD_DEPTH - 1 }, () =>
          wildcardStep("txn.suffix", "^\\.[^.]*", mapFile),
        ).flat(),
      ],
    ),
  ];
}

/** @param elsewhere an ACL of requests that another rule takes */
export function renderNotFound(elsewhere?: string): readonly string[] {
  const unless = elsewhere === undefined ? "" : ` !${elsewhere}`;
  return block("A name that is not in the map gets 404, not the site of another.", [
    `http-request return status 404 content-type text/plain string "No domain of this name is served here.\\n" ${UNLESS_FOUND}${unless}`,
  ]);
}

function wildcardStep(from: string, stripped: string, mapFile: string): readonly string[] {
  return [
    `http-request set-var(txn.suffix) var(${from}),regsub('${stripped}','') ${UNLESS_FOUND}`,
    `http-request set-var(txn.pool) var(txn.suffix),map_str(${mapFile}) ${UNLESS_FOUND}`,
  ];
}
