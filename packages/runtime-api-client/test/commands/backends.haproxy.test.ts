import { expect, it } from "vitest";
import {
  addBackend,
  addServer,
  delBackend,
  delServer,
  enableServer,
  publishBackend,
  showBackends,
  unpublishBackend,
  waitBackendRemovable,
  waitUntilBackendRemovable,
} from "../../src/index.js";
import { startRich } from "../haproxy.js";
import { rejected } from "../rejected.js";

it("adds, publishes and deletes a backend, or reports that this HAProxy cannot", async () => {
  await using rich = await startRich();
  const { client, can } = rich;
  const add = addBackend({ name: "fresh", from: "settings", mode: "http", guid: "a-guid" });
  if (!can.dynamicBackends) {
    const results = await client.batch([
      add,
      publishBackend("fresh"),
      unpublishBackend("fresh"),
      delBackend("fresh"),
      waitBackendRemovable("fresh", 10),
    ]);
    for (const result of results) expect(result).toMatchObject({ ok: false, error: { code: "REJECTED" } });
    return;
  }
  const server = { backend: "fresh", server: "s1" };

  await client.execute(add);
  await client.execute(addServer({ ...server, address: "127.0.0.1", port: 8001 }));
  await client.execute(enableServer(server));
  await client.execute(publishBackend("fresh"));
  expect(await client.execute(showBackends())).toContain("fresh");
  await expect(client.execute(add)).rejects.toEqual(rejected("already used"));
  await expect(client.execute(delBackend("fresh"))).rejects.toEqual(rejected("must be unpublished"));

  await client.execute(unpublishBackend("fresh"));
  await expect(client.execute(delBackend("fresh"))).rejects.toEqual(rejected("without server"));
  await expect(waitUntilBackendRemovable(client, "fresh", { timeoutMs: 100 })).rejects.toMatchObject({
    code: expect.stringMatching(/TIMEOUT|REJECTED/),
  });
  await rich.haproxy.runtime("disable server fresh/s1");
  await client.execute(delServer(server));
  await client.execute(waitBackendRemovable("fresh", 1_000));
  await waitUntilBackendRemovable(client, "fresh");
  await client.execute(delBackend("fresh"));

  expect(await client.execute(showBackends())).not.toContain("fresh");
  await expect(client.execute(delBackend("pool"))).rejects.toEqual(rejected("must be unpublished"));
  await expect(client.execute(publishBackend("nope"))).rejects.toEqual(rejected("No such backend"));
});
