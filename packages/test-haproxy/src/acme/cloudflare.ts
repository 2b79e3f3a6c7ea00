import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { TestDns } from "./pebble.js";
import { testSecret } from "./secrets.js";
import type { TestCa } from "./test-ca.js";

/** A stand-in for Cloudflare that can fail on demand, with the calls that we and acme.sh's dns_cf make. */
export interface CloudflareStandIn extends AsyncDisposable {
  readonly port: number;
  readonly apiUrl: string;
  readonly token: string;
  /** The fault of all further responses. */
  fault: "none" | "silent" | "failing" | "may-not-edit" | "unknown-token";
  /** Received requests, as `METHOD /path`. */
  readonly requests: string[];
  /** Current TXT records. */
  readonly records: ReadonlyMap<string, { readonly name: string; readonly content: string }>;
  /** Stops it: further connections are refused. */
  stop(): Promise<void>;
}

/** The zones that a stand-in for Cloudflare's API has. */
export interface StandInOptions {
  readonly ca: TestCa;
  /** Zones visible to the token, such as `example.test`. */
  readonly zones: readonly string[];
  /** Where its records are published. */
  readonly dns?: TestDns | undefined;
}

/** Starts a stand-in for Cloudflare's API over TLS on loopback. Its disposal ends it. */
export async function startCloudflareStandIn({ ca, zones, dns }: StandInOptions): Promise<CloudflareStandIn> {
  const files = await ca.issue(["api.cloudflare.com", "localhost", "127.0.0.1"]);
  const token = testSecret("cloudflare-token");
  const records = new Map<string, { name: string; content: string }>();
  const state = { fault: "none" as CloudflareStandIn["fault"] };
  const requests: string[] = [];
  let count = 0;

  const answer = async (
    method: string,
    url: URL,
    authorization: string,
    body: string,
  ): Promise<[number, unknown]> => {
    if (state.fault === "failing") return [502, undefined];
    if (state.fault === "unknown-token") return refused(403, 9109, "Invalid access token");
    if (authorization !== `Bearer ${token}`) return refused(401, 1000, "Invalid API Token");
    const path = url.pathname.replace("/client/v4", "");
    // as for a token that an account owns: all else works
    if (path === "/user/tokens/verify") return refused(401, 1000, "Invalid API Token");
    if (path === "/zones") {
      const name = url.searchParams.get("name") ?? "";
      return good(zones.includes(name) ? [{ id: `zone-${zones.indexOf(name)}`, name }] : []);
    }
    if (state.fault === "may-not-edit") return refused(403, 10000, "Authentication error");
    const [, id] = /\/dns_records\/(.+)$/.exec(path) ?? [];
    if (method === "DELETE" && id !== undefined) {
      const record = records.get(id);
      records.delete(id);
      if (record) await dns?.remove(record.name, record.content);
      return good({ id });
    }
    if (method === "POST") {
      const { name, content } = JSON.parse(body);
      if ([...records.values()].some((one) => one.name === name && one.content === content)) {
        return refused(400, 81058, "An identical record already exists.");
      }
      records.set(`record-${count++}`, { name, content });
      await dns?.add(name, content);
      return good({ id: `record-${count - 1}`, name, content });
    }
    const content = url.searchParams.get("content");
    return good(
      [...records]
        .filter(
          ([, record]) =>
            record.name === url.searchParams.get("name") && (content === null || record.content === content),
        )
        .map(([key, record]) => ({ id: key, type: "TXT", ...record })),
    );
  };

  const server: Server = createServer(
    { cert: await readFile(files.certificateFile), key: await readFile(files.keyFile) },
    async (incoming, outgoing) => {
      const body = await text(incoming);
      const url = new URL(incoming.url ?? "/", "https://localhost");
      requests.push(`${incoming.method} ${url.pathname.replace("/client/v4", "")}${url.search}`);
      if (state.fault === "silent") return;
      const [status, document] = await answer(
        incoming.method ?? "",
        url,
        incoming.headers.authorization ?? "",
        body,
      );
      outgoing.writeHead(status, { "content-type": "application/json" });
      outgoing.end(document === undefined ? "<html>Bad gateway</html>" : JSON.stringify(document));
    },
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const stop = async () => {
    if (!server.listening) return;
    server.close();
    server.closeAllConnections();
    await once(server, "close");
  };
  return Object.assign(state, {
    port,
    apiUrl: `https://localhost:${port}/client/v4`,
    token,
    requests,
    records,
    stop,
    [Symbol.asyncDispose]: stop,
  });
}

function good(result: unknown): [number, unknown] {
  return [200, { result, success: true, errors: [], messages: [] }];
}

function refused(status: number, code: number, message: string): [number, unknown] {
  return [status, { result: null, success: false, errors: [{ code, message }], messages: [] }];
}
