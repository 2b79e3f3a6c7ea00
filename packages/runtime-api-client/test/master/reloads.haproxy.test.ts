import { readFile, writeFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { createMasterCliClient, showInfo } from "../../src/index.js";
import { startRich } from "../haproxy.js";

it("HA22 gives each of several clients that reload at once a result of its own", async () => {
  await using rich = await startRich();
  const { haproxy, can } = rich;
  const good = await readFile(haproxy.configFile, "utf8");
  const client = () => createMasterCliClient({ address: { path: haproxy.masterSocket } });
  const reloadAll = () =>
    Promise.allSettled([client().reload({ masterPid: haproxy.pid }), client().reload(), client().reload()]);
  await expect(client().reload({ masterPid: haproxy.pid + 1 })).rejects.toMatchObject({
    code: "CONNECT_FAILED",
  });
  const before = (await rich.client.execute(showInfo())).pid;

  const results = await reloadAll();

  expect(results.filter(({ status }) => status === "rejected")).toEqual([]);
  if (!can.version.startsWith("2.6"))
    for (const result of results)
      expect(result).toMatchObject({
        value: { log: expect.arrayContaining([expect.stringContaining("Loading success")]) },
      });
  expect((await rich.client.execute(showInfo())).pid).not.toBe(before);

  await writeFile(haproxy.configFile, `${good}\nnonsense\n`);
  expect(await reloadAll()).toMatchObject([
    { reason: { code: "REJECTED" } },
    { reason: { code: "REJECTED" } },
    { reason: { code: "REJECTED" } },
  ]);

  await writeFile(haproxy.configFile, good);
  expect((await client().reload()).processes).toMatchObject({
    failedReloads: 0,
    workers: [{ type: "worker" }],
  });
});
