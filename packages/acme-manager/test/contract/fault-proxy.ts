import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, request } from "node:https";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { TestPebble } from "@haproxy-mcp/test-haproxy";

/** Faults of a CA that pebble cannot produce. */
type Fault = "rate-limited" | "failing" | "forbidden" | "html" | "silent";

export interface FaultProxy extends AsyncDisposable {
  readonly directoryUrl: string;
  /** The fault for requests of paths with this prefix; `undefined`: they pass. */
  fault: { readonly path: string; readonly kind: Fault } | undefined;
  /** What orders asked for, as the CA got it (RFC 8555 section 7.4). */
  readonly orders: readonly Readonly<Record<string, unknown>>[];
}

export const RETRY_AT = new Date("2030-01-02T03:04:05Z");

/** A server in front of pebble, which makes its addresses from the Host header and so does not notice. */
export async function startFaultProxy({ directoryUrl, serverCa }: TestPebble): Promise<FaultProxy> {
  const files = await serverCa.issue(["localhost"]);
  const state: { fault?: FaultProxy["fault"] } = {};
  const orders: Readonly<Record<string, unknown>>[] = [];
  const { port: target } = new URL(directoryUrl);
  const server = createServer(
    { cert: await readFile(files.certificateFile), key: await readFile(files.keyFile) },
    async (incoming, outgoing) => {
      const { fault } = state;
      const body = await text(incoming).catch(() => "");
      if (incoming.url === "/order-plz") orders.push(payloadOf(body));
      if (fault !== undefined && incoming.url?.startsWith(fault.path)) {
        if (fault.kind === "silent") return;
        const { status, headers, answer } = ANSWERS[fault.kind];
        outgoing.writeHead(status, { "replay-nonce": "made-up", ...headers }).end(answer);
        return;
      }
      const { host = "", ...headers } = incoming.headers;
      const onward = request({
        host: "localhost",
        port: target,
        path: incoming.url,
        method: incoming.method,
        headers: { ...headers, host },
        ca: serverCa.ca,
      });
      onward.on("error", () => outgoing.destroy());
      onward.on("response", (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      });
      onward.end(body);
    },
  );
  server.listen(0, "localhost");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    directoryUrl: `https://localhost:${port}/dir`,
    orders,
    get fault() {
      return state.fault;
    },
    set fault(fault) {
      state.fault = fault;
    },
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

function payloadOf(jws: string): Readonly<Record<string, unknown>> {
  return JSON.parse(Buffer.from(JSON.parse(jws).payload, "base64url").toString("utf8"));
}

const PROBLEM = { "content-type": "application/problem+json" };

const ANSWERS: Readonly<
  Record<Exclude<Fault, "silent">, { status: number; headers: Record<string, string>; answer: string }>
> = {
  "rate-limited": {
    status: 429,
    headers: { ...PROBLEM, "retry-after": RETRY_AT.toUTCString() },
    answer: JSON.stringify({
      type: "urn:ietf:params:acme:error:rateLimited",
      detail:
        "too many certificates (5) already issued for this exact set of domains, retry after 2030-01-02 03:04:05 UTC",
      status: 429,
    }),
  },
  failing: {
    status: 500,
    headers: PROBLEM,
    answer: JSON.stringify({
      type: "urn:ietf:params:acme:error:serverInternal",
      detail: "injected failure",
      status: 500,
    }),
  },
  forbidden: {
    status: 403,
    headers: { "content-type": "text/html" },
    answer: "<html><body>Forbidden</body></html>",
  },
  html: {
    status: 502,
    headers: { "content-type": "text/html" },
    answer: "<html><body>Bad gateway</body></html>",
  },
};
