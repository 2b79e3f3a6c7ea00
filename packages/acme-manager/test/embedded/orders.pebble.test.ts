import { copyFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { startPebble, temporaryFolder } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { certificateNames } from "../../src/certificate-names.js";
import type { EmbeddedDriverOptions } from "../../src/embedded/embedded-driver.js";
import { renewalId } from "../../src/protocol/renewal-info.js";
import { readBundle } from "../../src/x509/certificate-bundle.js";
import { startFaultProxy } from "../contract/fault-proxy.js";
import { embedded } from "../embedded-driver.js";

const request = { names: certificateNames(["a.example.test"]), keyType: "ec-256" as const };

/** A CA with profiles and renewal information, behind a proxy that records the orders. */
async function arrange(options: Partial<EmbeddedDriverOptions> = {}) {
  const pebble = await startPebble({ release: "new" });
  const proxy = await startFaultProxy(pebble);
  const folder = await temporaryFolder();
  return {
    pebble,
    proxy,
    begun: join(folder.path, "embedded/orders/a.example.test.json"),
    stored: join(folder.path, "embedded/certificates/a.example.test.json"),
    driver: embedded(pebble, folder.path, { directoryUrl: proxy.directoryUrl, ...options }),
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]();
      await pebble[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

it("names the certificate that a new one replaces, and omits it if that was replaced already", async () => {
  await using it = await arrange();
  const { driver, proxy, stored } = it;
  const first = await driver.issue(request, {});
  await copyFile(stored, `${stored}.first`);
  await driver.issue(request, {});
  const id = renewalId(readBundle(first.chainPem, first.keyPem).leaf);
  expect(proxy.orders.map(({ replaces }) => replaces)).toEqual([undefined, id]);

  await copyFile(`${stored}.first`, stored);
  const third = await driver.issue(request, {});
  expect(proxy.orders.map(({ replaces }) => replaces)).toEqual([undefined, id, id, undefined]);
  expect(readBundle(third.chainPem, third.keyPem).leaf.names).toEqual(["a.example.test"]);
});

it("orders the configured profile, and reports one that the CA does not have", async () => {
  await using it = await arrange({ profile: "default" });
  await it.driver.check(request, {});
  await it.driver.issue(request, {});
  expect(it.proxy.orders).toMatchObject([{ profile: "default" }]);

  await using wrong = await arrange({ profile: "shortlived" });
  await expect(wrong.driver.check(request, {})).rejects.toMatchObject({
    code: "NOT_CONFIGURED",
    message: "the CA has no profile shortlived; it offers default",
  });
  await expect(wrong.driver.issue(request, {})).rejects.toMatchObject({ code: "CA_REFUSED" });
});

it("keeps an interrupted order that it cannot ask for, and replaces one that the CA no longer knows", async () => {
  await using it = await arrange();
  const { driver, pebble, proxy, begun } = it;
  proxy.fault = { path: "/chalZ/", kind: "failing" };
  await expect(driver.issue(request, {})).rejects.toMatchObject({ code: "CA_FAILED" });
  const first = await readFile(begun, "utf8");

  proxy.fault = { path: "/my-order/", kind: "forbidden" };
  await expect(driver.issue(request, {})).rejects.toMatchObject({ code: "CA_UNREACHABLE" });
  expect(await readFile(begun, "utf8")).toBe(first);

  await pebble.restart();
  proxy.fault = { path: "/chalZ/", kind: "failing" };
  await expect(driver.issue(request, {})).rejects.toMatchObject({ code: "CA_FAILED" });
  const { url } = JSON.parse(await readFile(begun, "utf8"));
  expect(url).not.toBe(JSON.parse(first).url);

  proxy.fault = undefined;
  const { chainPem, keyPem } = await driver.issue(request, {});
  expect(readBundle(chainPem, keyPem).leaf.names).toEqual(["a.example.test"]);
  expect(proxy.orders).toHaveLength(2);
});
