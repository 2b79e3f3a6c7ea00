import { block } from "./block.js";

/** Labels that a name may have before the wildcard that routes it. */
const WILDCARD_DEPTH = 5;

/** Names, IPv4 addresses, and IPv6 addresses in brackets, without a port; `_` is in use in names, though not in host names. */
const HOST = String.raw`'^([a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])$'`;
const PORT_OR_IPV6 = String.raw`'(:[0-9]{0,5}|\])$'`;

const UNLESS_FOUND = "if !{ var(txn.pool) -m found }";
const UNLESS_HOST = `${UNLESS_FOUND} !{ var(txn.host) -m reg ${HOST} }`;

/** The name that a request asks for, in `txn.host`. */
export function renderHost(): readonly string[] {
  return block(
    "The host that is asked for: the whole header (req.hdr would split it at a comma), without its port and the dot of the root.",
    [
      "http-request set-var(txn.host) req.fhdr(host),host_only,lower",
      "http-request set-var(txn.host) var(txn.host),rtrim(.) if { var(txn.host) -m end . } !{ var(txn.host) -m end .. }",
    ],
  );
}

/**
 * From the host to its pool, in `txn.pool`: the exact name, then `.rest` with one more label stripped each time, so the closest
 * wildcard wins. Each step is one `map_str` look-up in a tree, whose cost does not grow with the number of names.
 *
 * @param unlessHost what happens to a request whose `Host` is no host: an action with its arguments
 */
export function renderRouting(mapFile: string, unlessHost: string): readonly string[] {
  return [
    ...block("From the host to its pool: the exact name. (A key that begins with a dot is a wildcard's.)", [
      `http-request ${unlessHost} if { req.fhdr(host) -m sub : } !{ req.fhdr(host) -m reg ${PORT_OR_IPV6} }`,
      `http-request set-var(txn.pool) var(txn.host),map_str(${mapFile}) if !{ var(txn.host) -m beg . }`,
    ]),
    ...block("What is no host must not reach a wildcard; a name that was found needs no check.", [
      `http-request ${unlessHost} ${UNLESS_HOST}`,
    ]),
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
  return block("A name that nobody added gets 404, not the site of another.", [
    `http-request return status 404 content-type text/plain string "No domain of this name is served here.\\n" ${UNLESS_FOUND}${unless}`,
  ]);
}

function wildcardStep(from: string, stripped: string, mapFile: string): readonly string[] {
  return [
    `http-request set-var(txn.suffix) var(${from}),regsub('${stripped}','') ${UNLESS_FOUND}`,
    `http-request set-var(txn.pool) var(txn.suffix),map_str(${mapFile}) ${UNLESS_FOUND}`,
  ];
}
