import { appendFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { startPebble } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { readConf } from "../../src/acme-sh/conf-file.js";
import { certificateNames } from "../../src/certificate-names.js";
import { arrangeDriver } from "../contract/drivers.js";

const request = { names: certificateNames(["a.example.test"]), keyType: "ec-256" as const };

it("keeps the operator's hooks, and runs none of them", { timeout: 60_000 }, async () => {
  await using pebble = await startPebble();
  await using it = await arrangeDriver("acme.sh 3.1.5", pebble);
  await it.driver.issue(request, {});
  const file = join(it.folder, "home/a.example.test_ecc/a.example.test.conf");
  const trace = join(it.folder, "ran");
  const encoded = Buffer.from(`touch ${trace}`).toString("base64");
  const hooks = ["Le_PreHook", "Le_PostHook", "Le_RenewHook", "Le_ReloadCmd"];
  const lines = hooks.map((name) => `${name}='__ACME_BASE64__START_${encoded}__ACME_BASE64__END_'\n`);
  await appendFile(file, lines.join(""));

  await it.driver.issue(request, {});

  const conf = readConf(await readFile(file, "utf8"));
  expect(hooks.map((name) => conf.get(name))).toEqual(hooks.map(() => `touch ${trace}`));
  await expect(readFile(trace)).rejects.toMatchObject({ code: "ENOENT" });
});
