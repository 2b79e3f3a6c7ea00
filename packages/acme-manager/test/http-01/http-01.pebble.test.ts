import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createDefaultCertificate, renderConfig } from "@haproxy-mcp/haproxy-host";
import { createRuntimeApiClient } from "@haproxy-mcp/runtime-api-client";
import {
  freePort,
  runChild,
  startHaproxy,
  startPebble,
  type TestHaproxy,
  type TestPebble,
} from "@haproxy-mcp/test-haproxy";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { certificateNames } from "../../src/certificate-names.js";
import { createCertificateFolder } from "../../src/deploy/certificate-folder.js";
import { createDeployer } from "../../src/deploy/deployer.js";
import { servedFingerprint } from "../../src/deploy/handshake.js";
import type { IssueRequest, Progress } from "../../src/driver.js";
import type { EmbeddedDriverOptions } from "../../src/embedded/embedded-driver.js";
import { createHaproxyResponder, type HaproxyResponderOptions } from "../../src/http-01/haproxy-responder.js";
import { createCertificateManager } from "../../src/manager/certificate-manager.js";
import { topmostIssuerOf } from "../../src/protocol/topmost-issuer.js";
import { challtestDns, embedded } from "../embedded-driver.js";
import { letLocksAge } from "../locks.js";

const CHILD = fileURLToPath(new URL("../children/issue.mjs", import.meta.url));

function request(...names: string[]): IssueRequest {
  return { names: certificateNames(names), keyType: "ec-256" };
}

let httpPort: number;
let tlsPort: number;
let haproxy: TestHaproxy;
let pebble: TestPebble;
let mapFile: string;

beforeAll(async () => {
  [httpPort, tlsPort] = [await freePort(), await freePort()];
  pebble = await startPebble({ httpPort, alternateChains: 2 });
  haproxy = await startHaproxy({
    files: {
      "certs/00-default.pem": createDefaultCertificate(),
      "acme.map": "",
      "domains.map": "",
      "servers.state": "1\n",
    },
    config: ({ dir, runtimeSocket }) =>
      renderConfig({
        pools: { count: 1, slots: 1 },
        httpBinds: [`127.0.0.1:${httpPort}`],
        statsSockets: [`${runtimeSocket} mode 600 level admin`],
        mapFile: `${dir}/domains.map`,
        stateFile: `${dir}/servers.state`,
        challengeMapFile: `${dir}/acme.map`,
        https: {
          binds: [`127.0.0.1:${tlsPort}`],
          quicBinds: [],
          port: tlsPort,
          certsDir: `${dir}/certs`,
          redirect: true,
        },
      }),
  });
  mapFile = join(haproxy.dir, "acme.map");
});
afterAll(async () => {
  await haproxy?.[Symbol.asyncDispose]();
  await pebble?.[Symbol.asyncDispose]();
});

let count = 0;
let folder: string;
beforeEach(() => {
  folder = join(haproxy.dir, `acme-${count++}`);
});

const runtime = () => createRuntimeApiClient({ address: { path: haproxy.runtimeSocket } });
const entries = async (map = mapFile) => (await haproxy.runtime(`show map ${map}`)).trim();
const responder = (options: Partial<HaproxyResponderOptions> = {}) =>
  createHaproxyResponder({
    runtime: runtime(),
    mapFile,
    http: { host: "127.0.0.1", port: httpPort },
    ...options,
  });

function arrange(http = responder(), options: Partial<EmbeddedDriverOptions> = {}) {
  const driver = embedded(pebble, folder, { dns: undefined, http, dnsWaitMs: 60_000, ...options });
  const manager = createCertificateManager({
    drivers: [driver],
    folder,
    deployer: createDeployer({
      folder: createCertificateFolder(join(haproxy.dir, "certs")),
      runtime: runtime(),
      lockFolder: join(folder, "locks"),
      tls: { host: "127.0.0.1", port: tlsPort },
    }),
  });
  return { driver, manager };
}

describe("http-01", () => {
  it("issues for names without DNS access, deploys, and leaves nothing in the map", async () => {
    const { manager } = arrange();
    const steps: Progress[] = [];
    const { record, deployment } = await manager.issue(request("a.example.test", "b.example.test"), {
      onProgress: (progress) => steps.push(progress),
    });
    expect(deployment).toMatchObject({ method: "runtime", handshake: "verified" });
    const sha256 = await servedFingerprint({ host: "127.0.0.1", port: tlsPort }, "b.example.test", undefined);
    expect(sha256).toBe(record.details?.sha256);
    expect(steps.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(
        /^Publishing http:\/\/a\.example\.test\/\.well-known\/acme-challenge\/\S+ at HAProxy$/,
      ),
    );
    expect(await entries()).toBe("");
  });

  it("resumes the order of a killed run, and removes what that left", async () => {
    const { driver } = arrange();
    const job = {
      kind: "embedded",
      options: {
        folder: join(folder, "embedded"),
        directoryUrl: pebble.directoryUrl,
        ca: pebble.serverCa.ca,
      },
      http: { socket: haproxy.runtimeSocket, mapFile },
      names: ["a.example.test"],
      killAt: "validation",
    };
    expect(await runChild(CHILD, job)).toBeUndefined();
    expect(await entries()).not.toBe("");
    await letLocksAge(folder);

    await driver.issue(request("a.example.test"), {});

    expect(await entries()).toBe("");
  });

  it("removes its responses when the CA refuses them", async () => {
    const { driver } = arrange({
      ...responder(),
      // another client replaces it, after it was checked
      async add(proof, options) {
        await responder().add(proof, options);
        const token = proof.value.split(".")[0];
        await haproxy.runtime(`set map ${mapFile} ${token} another.answer`);
      },
    });
    await expect(driver.issue(request("a.example.test"), {})).rejects.toMatchObject({
      code: "VALIDATION_FAILED",
      message: expect.stringMatching(/^a\.example\.test was not validated: /),
    });
    expect(await entries()).toBe("");
  });

  it("refuses wildcards before it contacts the CA", async () => {
    const { driver } = arrange(responder(), { directoryUrl: "https://localhost:1/down" });
    await expect(driver.issue(request("a.example.test", "*.a.example.test"), {})).rejects.toMatchObject({
      code: "INVALID_NAMES",
      message:
        "*.a.example.test needs the challenge dns-01: http-01 is for single names (RFC 8555 section 8.3)",
    });
  });

  it("renews the wildcards that it has over DNS", async () => {
    const names = request("w.example.test", "*.w.example.test");
    await embedded(pebble, folder).issue(names, {});
    const { driver } = arrange(responder(), { dns: challtestDns(pebble), dnsWaitMs: 0 });
    const steps: string[] = [];
    await driver.issue(names, { onProgress: ({ message }) => steps.push(message) });
    expect(steps).toContain("Publishing _acme-challenge.w.example.test at the test's DNS");
    const more = request("w.example.test", "*.w.example.test", "*.x.example.test");
    await expect(driver.issue(more, {})).rejects.toMatchObject({ code: "INVALID_NAMES" });
  });

  it("reports an HAProxy without the map, in a dry run too", async () => {
    const { driver } = arrange(responder({ mapFile: "/etc/haproxy/challenges.map" }));
    for (const attempt of [driver.check, driver.issue]) {
      await expect(attempt(request("a.example.test"), {})).rejects.toMatchObject({
        code: "HTTP_RESPONDER",
        message: `HAProxy has no map /etc/haproxy/challenges.map to answer http-01 from; it has ${mapFile}, ${join(haproxy.dir, "domains.map")}`,
      });
    }
  });

  it("reports a frontend that doesn't answer from the map, and removes the entry", async () => {
    // domains.map has entries at that place, but no rule answers a challenge from it
    const { driver } = arrange(responder({ mapFile: join(haproxy.dir, "domains.map") }));
    await expect(driver.issue(request("a.example.test"), {})).rejects.toMatchObject({
      code: "HTTP_RESPONDER",
      message: expect.stringContaining("with status 404 instead of the entry in"),
    });
    expect(await entries(join(haproxy.dir, "domains.map"))).toBe("");
  });

  it("continues where HTTP can't be reached at the address, for the CA decides", async () => {
    const { driver } = arrange(responder({ http: { host: "127.0.0.1", port: await freePort() } }));
    await driver.issue(request("a.example.test"), {});
  });
});

describe("the preferred chain", () => {
  it("is that whose topmost issuer has the name; the CA's first if none has", async () => {
    const roots = await Promise.all(
      [0, 2].map(async (chain) => topmostIssuerOf(await pebble.root(chain)) ?? ""),
    );
    expect(new Set(roots).size).toBe(2);
    const issuers = [...roots, "Another Root"].map(async (preferredChain, i) => {
      const { driver } = arrange(responder(), { preferredChain, folder: join(folder, `${i}`) });
      const { chainPem } = await driver.issue(request(`a${i}.example.test`), {});
      return topmostIssuerOf(chainPem);
    });
    expect(await Promise.all(issuers)).toEqual([...roots, roots[0]]);
  });
});
