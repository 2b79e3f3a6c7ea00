import { block } from "./block.js";

/** @param name the section's, for pools in a configuration of the operator's own */
export function renderDefaults(name = ""): readonly string[] {
  return [
    `defaults ${name}`.trimEnd(),
    "  mode http",
    ...block("Addresses, weights and states come back from the file that the section global names.", [
      "load-server-state-from-file global",
    ]),
    "  balance roundrobin",
    ...block("Servers get the client's address in X-Forwarded-For.", ["option forwardfor"]),
    ...block("A retry goes to another server than the one that failed.", ["option redispatch"]),
    ...block("A reload closes connections with a response, never one that a client is about to reuse.", [
      "option idle-close-on-response",
    ]),
    ...block(
      "How long a server may take to accept a connection and to respond, and a tunnel (WebSocket) may be silent.",
      ["timeout connect 5s", "timeout client 60s", "timeout server 60s", "timeout tunnel 1h"],
    ),
    ...block("Of a client that closed its side, the connection ends soon.", ["timeout client-fin 5s"]),
    ...block("A request waits so long for a server whose maxconn is reached; then it gets 503.", [
      "timeout queue 10s",
    ]),
    ...block("Against clients that send their header byte by byte, and those that keep connections unused.", [
      "timeout http-request 10s",
      "timeout http-keep-alive 15s",
    ]),
    ...block("A server that doesn't respond to a health check in time is down.", ["timeout check 3s"]),
    "",
  ];
}
