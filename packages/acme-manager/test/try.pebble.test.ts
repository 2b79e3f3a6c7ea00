import { startPebble, temporaryFolder } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { certificateNames } from "../src/certificate-names.js";
import { embeddedDriver } from "../src/embedded/embedded-driver.js";
import { challtestDns } from "./challtest-dns.js";

it.each(["old", "new"] as const)("issues %s", async (release) => {
  await using pebble = await startPebble({ release });
  await using folder = await temporaryFolder();
  const driver = embeddedDriver({
    folder: folder.path, directoryUrl: pebble.directoryUrl, ca: pebble.serverCa.ca, dns: challtestDns(pebble.dns), dnsWaitMs: 0,
    email: undefined, externalAccount: undefined,
  });
  const t = performance.now();
  const one = await driver.issue({ names: certificateNames(["a.example.test", "*.a.example.test"]), keyType: "ec-256" }, { onProgress: (p) => process.stderr.write(`${(performance.now()-t).toFixed(0)} ${p.step} ${p.message}\n`) });
  process.stderr.write(`${performance.now()-t} ms\n`);
  const t2 = performance.now();
  await driver.issue({ names: certificateNames(["b.example.test", "*.b.example.test"]), keyType: "rsa-2048" }, {});
  process.stderr.write(`${performance.now()-t2} ms\n`);
  expect(one.names).toHaveLength(2);
  process.stderr.write(JSON.stringify(await driver.renewalInfo(one, {}))+"\n");
  expect(pebble.dns.records()).toEqual([]);
});
