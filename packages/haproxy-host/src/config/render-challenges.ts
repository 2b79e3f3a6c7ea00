import { block } from "./block.js";

const PREFIX = "/.well-known/acme-challenge/";

/**
 * Responds to the challenge `http-01` (RFC 8555 section 8.3) from a map of tokens, for any host and before everything that ends a
 * request. A token that the map doesn't have is left to the servers, which may have an ACME client of their own.
 */
export function renderChallenges(mapFile: string | undefined): readonly string[] {
  if (mapFile === undefined) return [];
  const response = `path,bytes(${PREFIX.length}),map_str(${mapFile})`;
  return block(
    "The CA's question for a new certificate (RFC 8555, http-01), for any host: there is no certificate yet, and maybe no server.",
    [
      "http-request return status 200 content-type application/octet-stream lf-string " +
        `"%[${response}]" if { path_beg ${PREFIX} } { ${response} -m found }`,
    ],
  );
}
