// Case LI3 of the field: an address that leads elsewhere.

import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo, Server, Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { startPeer } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { addMap, createMasterCliClient, createRuntimeApiClient, showProcesses } from "../src/index.js";
import { fixture } from "./haproxy.js";

const say = (text: string) => (socket: Socket) => void socket.once("data", () => socket.write(text));

async function listening(server: Server): Promise<AsyncDisposable & { host: string; port: number }> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { address, port } = server.address() as AddressInfo;
  return {
    host: address,
    port,
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close");
      server.close();
      await closed;
    },
  };
}

const httpServer = () => listening(createServer());
const tlsServer = () => {
  const pem = fixture("a.pem");
  return listening(createTlsServer({ key: pem, cert: pem }).on("tlsClientError", () => {}));
};
const redis = () => startPeer(say("-ERR unknown command 'prompt', with args beginning with: \r\n"));
const ssh = () => startPeer((socket) => void socket.write("SSH-2.0-OpenSSH_9.2p1\r\n"));
const mail = () => startPeer((socket) => void socket.write("220 mail.example.com ESMTP\r\n"));

it.each([
  ["HTTP", httpServer, 'it looks like an HTTP server, and responded "HTTP/1.1 400 Bad Request'],
  ["TLS, which closes silently", tlsServer, 'it looks like a TLS server, and responded "\\u0015\\u0003'],
  ["Redis", redis, "it looks like Redis, and responded \"-ERR unknown command 'prompt'"],
  ["SSH, which waits", ssh, 'it looks like an SSH server, and responded "SSH-2.0-OpenSSH_9.2p1'],
  ["what is unknown", mail, "HAProxy's Runtime API: it responded \"220 mail.example.com ESMTP"],
])("LI3 recognizes %s: HAProxy ran no command", async (_what, start, message) => {
  await using peer = await start();
  const client = createRuntimeApiClient({ address: peer });
  const refused = {
    code: "WRONG_PEER",
    outcomeUnknown: false,
    message: expect.stringContaining(message),
  };

  await expect(client.execute(addMap("/m", "a", "b"))).rejects.toMatchObject(refused);
  await expect(client.follow("events")[Symbol.asyncIterator]().next()).rejects.toMatchObject(refused);
  await expect(createMasterCliClient({ address: peer }).execute(showProcesses())).rejects.toMatchObject({
    code: "WRONG_PEER",
    message: expect.stringContaining("use the address of HAProxy's option -S"),
  });
});

it("LI3 leaves the outcome unknown where a peer closes silently and speaks no TLS", async () => {
  await using peer = await startPeer((socket) => void socket.once("data", () => socket.end()));
  const client = createRuntimeApiClient({ address: peer });

  await expect(client.execute(addMap("/m", "a", "b"))).rejects.toMatchObject({
    code: "TRUNCATED",
    outcomeUnknown: true,
  });
});
