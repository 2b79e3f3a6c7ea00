import { connect } from "node:net";
import { type TestBackend, type TestHaproxy, until } from "@haproxy-mcp/test-haproxy";

const LIMIT_MS = 30_000;

/** A session of a visitor with each of a domain's servers, held until it is disposed of. */
export async function openSessions(
  { httpSocket }: Pick<TestHaproxy, "httpSocket">,
  host: string,
  backends: readonly TestBackend[],
): Promise<AsyncDisposable> {
  const before = backends.map(({ requests }) => requests());
  // HAProxy gives each the next server
  const sockets = backends.map(() => connect(httpSocket));
  for (const socket of sockets) socket.write(`GET /held HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
  await until(`each server of ${host} holds a request`, LIMIT_MS, () =>
    backends.every(({ requests }, at) => requests() > (before[at] ?? 0)),
  );
  return {
    async [Symbol.asyncDispose]() {
      for (const backend of backends) backend.release();
      for (const socket of sockets) socket.destroy();
    },
  };
}
