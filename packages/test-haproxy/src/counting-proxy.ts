import { createConnection, type NetConnectOpts } from "node:net";
import { startPeer } from "./peer.js";

/** Where a counting proxy listens, and what it connects to. */
export interface CountingProxyOptions {
  readonly target: { readonly path: string } | { readonly host: string; readonly port: number };
  /** UNIX socket that it listens on. */
  readonly listenPath: string;
}

/** A proxy between a client and its target that counts connections. */
export interface CountingProxy extends AsyncDisposable {
  readonly path: string;
  /** Connections made so far. */
  connections(): number;
  /** What each connection sent to the target, as text. */
  sent(): readonly string[];
}

/** Forwards everything unchanged, and records the requests of each connection. */
export async function startCountingProxy({
  target,
  listenPath,
}: CountingProxyOptions): Promise<CountingProxy> {
  const sent: string[] = [];
  const peer = await startPeer(
    (client) => {
      const index = sent.push("") - 1;
      const server = createConnection(target as NetConnectOpts);
      client.on("data", (chunk) => {
        sent[index] += chunk.toString("utf8");
      });
      client.pipe(server).pipe(client);
      server.on("error", () => client.destroy());
      client.on("close", () => server.destroy());
    },
    { path: listenPath },
  );
  return {
    path: peer.path,
    connections: () => sent.length,
    sent: () => [...sent],
    [Symbol.asyncDispose]: () => peer[Symbol.asyncDispose](),
  };
}
