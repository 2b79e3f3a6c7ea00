import { once } from "node:events";
import { createConnection } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { request, startBackend } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import {
  delServer,
  disableServer,
  enableServer,
  setServerAddress,
  shutdownServerSessions,
  waitUntilServerRemovable,
} from "../../src/index.js";
import { startRich } from "../haproxy.js";
import { rejected } from "../rejected.js";

const target = { backend: "pool", server: "slot_1" };

it.each(["with HAProxy's own wait where it has one", "by polling"])(
  "waits until the last session has ended, %s",
  async (how) => {
    await using rich = await startRich();
    await using backend = await startBackend({ name: "one" });
    const { client, haproxy } = rich;
    const can = how === "by asking" ? { waitServerRemovable: false } : rich.can;
    await client.batch([
      ...["agent", "named", "secure"].map((server) => disableServer({ backend: "pool", server })),
      setServerAddress({ ...target, address: backend.ip, port: backend.port }),
      enableServer(target),
    ]);
    expect((await request({ socketPath: haproxy.httpSocket }, { host: "a.test" })).body).toBe("one");
    const socket = createConnection(haproxy.httpSocket);
    socket.write("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 9\r\n\r\nhalf");
    await once(socket, "connect");
    while (backend.requests() < 2) await sleep(5);
    await client.execute(disableServer(target));

    const tooShort = waitUntilServerRemovable(client, can, target, { timeoutMs: 300 });
    await expect(tooShort).rejects.toMatchObject({ code: "TIMEOUT", outcomeUnknown: false });
    const longEnough = waitUntilServerRemovable(client, can, target, { timeoutMs: 10_000 });
    await client.execute(shutdownServerSessions(target));
    await longEnough;
    socket.destroy();

    await client.execute(delServer(target));
  },
);

it("reports at once what can never succeed, and stops when cancelled", async () => {
  await using rich = await startRich();
  const { client } = rich;
  await client.execute(enableServer(target));

  for (const can of [rich.can, { waitServerRemovable: false }]) {
    await expect(waitUntilServerRemovable(client, can, target)).rejects.toEqual(
      rejected("Only servers in maintenance mode"),
    );
    await expect(waitUntilServerRemovable(client, can, { backend: "pool", server: "nope" })).rejects.toEqual(
      rejected("No such server"),
    );
    await expect(
      waitUntilServerRemovable(client, can, target, { signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ code: "CANCELLED" });
  }
});
