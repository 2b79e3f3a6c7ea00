import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { atFullSize } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { certificateNames } from "../../src/certificate-names.js";
import { arrange } from "../manager.js";
import { createDriver, DRIVERS } from "./drivers.js";

const LIMIT_MS = 60_000;
const request = {
  names: certificateNames(["a.example.test", "*.a.example.test"]),
  keyType: "ec-256" as const,
};

it.each(DRIVERS)(
  "%s renews when it is due, by itself or because the CA says so, and not before",
  { timeout: LIMIT_MS },
  async (name) => {
    await using it = await arrange({ release: "new" }, (pebble, folder) =>
      createDriver(name, { pebble, folder }),
    );
    const { manager, pebble, at, folder } = it;
    const { record } = await manager.issue(request);
    expect(record).toMatchObject({
      state: "valid",
      served: "yes",
      driver: name === "embedded" ? "embedded" : "acme.sh",
    });
    await expect(manager.issue(request)).rejects.toMatchObject({ code: "NOT_DUE" });
    await expect(manager.renew("a.example.test")).rejects.toMatchObject({ code: "NOT_DUE" });
    await manager.refreshRenewalInfo();

    const state = join(folder, "states/a.example.test.json");
    const { window } = JSON.parse(await readFile(state, "utf8"));
    const minuteAgo = new Date(Date.now() - 60_000);
    const pem = await readFile(join(at.certsDir, "a.example.test.pem"), "utf8");
    await pebble.setRenewalInfo(pem, { start: new Date(minuteAgo.getTime() - 60_000), end: minuteAgo });
    // the CA is asked again once its last response is stale
    await writeFile(state, JSON.stringify({ window: { ...window, askAgainAt: new Date(0) } }));
    await manager.refreshRenewalInfo();
    expect(await manager.info("a.example.test")).toMatchObject({ state: "due" });
    expect(await manager.renewAll()).toMatchObject([
      { result: "renewed", deployment: { method: "runtime" } },
    ]);
    const renewed = await manager.info("a.example.test");
    expect(renewed).toMatchObject({ state: "valid", served: "yes" });
    expect(renewed.details?.serial).not.toBe(record.details?.serial);
    expect(await manager.renewAll()).toMatchObject([{ result: "skipped" }]);

    await manager.remove("a.example.test");
    expect(await manager.list()).toEqual([]);
  },
);

it.each(atFullSize(DRIVERS, ["acme.sh 3.1.1"]))(
  "%s renews by force where the CA knows no renewal information",
  { timeout: LIMIT_MS },
  async (name) => {
    await using it = await arrange({ release: "old" }, (pebble, folder) =>
      createDriver(name, { pebble, folder }),
    );
    const { record } = await it.manager.issue(request);
    await it.manager.refreshRenewalInfo();
    await expect(it.manager.renew("a.example.test")).rejects.toMatchObject({ code: "NOT_DUE" });
    await expect(it.manager.renew("b.example.test")).rejects.toMatchObject({ code: "CERTIFICATE_NOT_FOUND" });
    const renewed = await it.manager.renew("a.example.test", { force: true });
    expect(renewed.record.details?.serial).not.toBe(record.details?.serial);
    expect(renewed.deployment).toMatchObject({ method: "runtime", handshake: "verified" });
  },
);
