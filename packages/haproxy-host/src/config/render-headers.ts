import { block, when } from "./block.js";

/** A proxy of the operator in front of this one. */
export const FROM_PROXY = "from_proxy";

/** HAProxy requires them above the first rule that uses one. */
export function renderProxyAcl(networks: readonly string[]): readonly string[] {
  if (networks.length === 0) return [];
  return block(
    "Proxies in front of this one, such as a CDN: what they report about the client is believed.",
    [`acl ${FROM_PROXY} src ${networks.join(" ")}`],
  );
}

/**
 * The client's own headers must not look like ours.
 *
 * @param only condition of the requests that are ours
 */
export function renderHeaderCleaning(networks: readonly string[], only?: string): readonly string[] {
  return block(
    "What a client reports about itself is removed: servers would take it for ours. Some read X_Forwarded_For as X-Forwarded-For.",
    [
      "http-request del-header x-forwarded- -m beg",
      "http-request del-header x_forwarded_ -m beg",
      "http-request del-header forwarded",
      "http-request del-header x-real-ip",
      "http-request del-header x_real_ip",
    ].map((rule) => rule + when(only, networks.length === 0 ? undefined : `!${FROM_PROXY}`)),
  );
}

/** `option forwardfor` adds the client's address. @param only condition of the requests that are ours */
export function renderForwarded(networks: readonly string[], only?: string): readonly string[] {
  const headers = [
    ["x-forwarded-proto", "%[ssl_fc,iif(https,http)]"],
    ["x-forwarded-host", "%[req.fhdr(host)]"],
    ["x-forwarded-port", "%[dst_port]"],
  ];
  return block(
    "How the client reached us; its address follows in X-Forwarded-For.",
    headers.map(([name, value]) => {
      const unlessKept = networks.length === 0 ? undefined : `!{ req.hdr(${name}) -m found }`;
      return `http-request set-header ${name} ${value}${when(only, unlessKept)}`;
    }),
  );
}

/** What no server behind HAProxy should get. */
export const REFUSALS: readonly string[] = [
  ...block(
    "TRACE returns what servers should keep from scripts; CONNECT would make a tunnel. (WebSocket over HTTP/2 is no CONNECT here.)",
    ["http-request deny deny_status 405 if METH_TRACE", "http-request deny deny_status 405 if METH_CONNECT"],
  ),
  ...block(
    "A server that switched to HTTP/2 would get requests that none of these rules has seen. WebSocket stays.",
    ["http-request del-header upgrade if { req.hdr(upgrade) -m sub -i h2c }"],
  ),
];
