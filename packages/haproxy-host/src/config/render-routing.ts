/** Labels that a name may have before the wildcard that routes it. */
const WILDCARD_DEPTH = 5;

const UNLESS_FOUND = "if !{ var(txn.pool) -m found }";

/**
 * From the host to its pool: the exact name, then `.rest` with one more label stripped each time, so the closest
 * wildcard wins. Each step is one `map_str` look-up in a tree, whose cost does not grow with the number of names.
 *
 * @param elsewhere an ACL of requests that another rule takes
 */
export function renderRouting(mapFile: string, elsewhere?: string): readonly string[] {
  return [
    // host_only keeps the brackets of an IPv6 literal; a name may be written with the dot of the root
    "  http-request set-var(txn.host) req.hdr(host),host_only,lower,regsub('\\.$','')",
    `  http-request set-var(txn.pool) var(txn.host),map_str(${mapFile})`,
    ...wildcardStep("txn.host", "^[^.]*", mapFile),
    ...Array.from({ length: WILDCARD_DEPTH - 1 }, () =>
      wildcardStep("txn.suffix", "^\\.[^.]*", mapFile),
    ).flat(),
    '  http-request return status 404 content-type text/plain string "No domain of this name is served here.\\n" ' +
      UNLESS_FOUND +
      (elsewhere === undefined ? "" : ` !${elsewhere}`),
  ];
}

function wildcardStep(from: string, stripped: string, mapFile: string): readonly string[] {
  return [
    `  http-request set-var(txn.suffix) var(${from}),regsub('${stripped}','') ${UNLESS_FOUND}`,
    `  http-request set-var(txn.pool) var(txn.suffix),map_str(${mapFile}) ${UNLESS_FOUND}`,
  ];
}
