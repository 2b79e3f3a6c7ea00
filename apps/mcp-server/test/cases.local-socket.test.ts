// HA7: the server prefers HAProxy's UNIX socket, and keeps working with an older haproxy.cfg that has only TCP.
import { writeFile } from "node:fs/promises";
import type { Socket } from "node:net";
import { join } from "node:path";
import { freePort, startPeer, temporaryFolder } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { createLocalTransport } from "../src/haproxy/local-socket.js";

const say = (name: string) => (socket: Socket) => socket.once("data", () => socket.end(name));

/** What the peer that got the request says, or why there was none. */
async function exchange(path: string, port: number): Promise<string> {
  const received: Buffer[] = [];
  const transport = createLocalTransport(path, { host: "127.0.0.1", port });
  const failure = await transport.exchange("show info\n", {}, (chunk) => {
    received.push(chunk);
    return false;
  });
  return failure?.message ?? Buffer.concat(received).toString();
}

it("HA7 uses the UNIX socket where HAProxy listens on it, and TCP otherwise, also beside a stale socket", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "haproxy.sock");
  await using tcp = await startPeer(say("TCP"));

  expect(await exchange(path, tcp.port)).toBe("TCP");
  {
    await using _unix = await startPeer(say("UNIX"), { path });
    expect(await exchange(path, tcp.port)).toBe("UNIX");
  }
  await writeFile(path, "");
  expect(await exchange(path, tcp.port)).toBe("TCP");
  expect(await exchange(path, await freePort())).toMatch(
    /^HAProxy at 127\.0\.0\.1:\d+: connect ECONNREFUSED/,
  );
});

it("HA7 sends nothing twice: a request that the UNIX socket took is not repeated over TCP", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "haproxy.sock");
  await using _unix = await startPeer((socket) => socket.once("data", () => socket.destroy()), {
    path,
  });
  await using tcp = await startPeer(say("TCP"));

  expect(await exchange(path, tcp.port)).not.toBe("TCP");
});
