import { connect } from "node:net";
import { type TestBackend, type TestHaproxy, until } from "@haproxy-mcp/test-haproxy";

const LIMIT_MS = 15_000;

/** A session of a visitor, held by one of the servers until it is disposed of. */
export async function openSession(
  { httpSocket }: Pick<TestHaproxy, "httpSocket">,
  backend: TestBackend,
  host: string,
): Promise<AsyncDisposable> {
  const before = backend.requests();
  const socket = connect(httpSocket);
  socket.write(`GET /held HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
  await until(`the server of ${host} holds a request`, LIMIT_MS, () => backend.requests() > before);
  return {
    async [Symbol.asyncDispose]() {
      backend.release();
      socket.destroy();
    },
  };
}
