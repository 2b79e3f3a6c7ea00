import { once } from "node:events";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { Agent, get } from "node:https";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import {
  CommandRejectedError,
  type RuntimeApiClient,
  type RuntimeCommand,
} from "@haproxy-mcp/runtime-api-client";
import { describe, expect, it } from "vitest";
import { servedFingerprint } from "../../src/deploy/handshake.js";
import { readBundle } from "../../src/x509/certificate-bundle.js";
import { maker, startTlsHaproxy, type TlsHaproxy } from "./tls-haproxy.js";

const DAY_MS = 86_400_000;
const name = "a.example.test";
const file = `${name}.pem`;

function bundleFor(...names: string[]) {
  const { pem, keyPem } = maker.leaf({ names });
  return readBundle(pem, maker.intermediatePem, keyPem);
}

const servedFor = ({ tls }: TlsHaproxy, serverName: string) => servedFingerprint(tls, serverName, undefined);

/** What must not change when something is refused. */
async function lookOf(at: TlsHaproxy) {
  const files = (await readdir(at.certsDir)).sort();
  return {
    files: await Promise.all(
      files.map(async (file) => [file, await readFile(join(at.certsDir, file), "utf8")]),
    ),
    certificates: await at.haproxy.runtime("show ssl cert"),
    list: await at.haproxy.runtime(`show ssl crt-list ${at.certsDir}`),
    served: await servedFor(at, "a.example.test"),
    worker: await at.worker(),
  };
}

describe("a deployment", () => {
  it("is served at once, with no reload, and replaces an earlier one", async () => {
    await using at = await startTlsHaproxy();
    const deployer = at.deployer();
    const worker = await at.worker();
    for (const bundle of [bundleFor("a.example.test", "*.a.example.test"), bundleFor("a.example.test")]) {
      expect(await deployer.deploy(file, bundle, {})).toEqual({
        file: "a.example.test.pem",
        method: "runtime",
        reloads: 0,
        handshake: "verified",
      });
      expect(await servedFor(at, "a.example.test")).toBe(bundle.leaf.sha256);
      expect(await readFile(join(at.certsDir, "a.example.test.pem"), "utf8")).toBe(bundle.pem);
    }
    expect((await stat(join(at.certsDir, "a.example.test.pem"))).mode & 0o777).toBe(0o600);
    expect(await at.worker()).toBe(worker);
    const last = bundleFor("a.example.test");
    await deployer.deploy(file, last, {});
    expect(await deployer.deploy(file, last, {})).toMatchObject({ method: "unchanged", reloads: 0 });
    await at.haproxy.reload();
    expect(await servedFor(at, "a.example.test")).toBe(last.leaf.sha256);
  });

  it("serves a wildcard alone from a file with no asterisk", async () => {
    await using at = await startTlsHaproxy();
    const bundle = bundleFor("*.a.example.test");
    expect(await at.deployer().deploy("_wildcard.a.example.test.pem", bundle, {})).toMatchObject({
      file: "_wildcard.a.example.test.pem",
      handshake: "verified",
    });
    expect(await servedFor(at, "x.a.example.test")).toBe(bundle.leaf.sha256);
  });

  it("does not disturb connections that are open", async () => {
    await using at = await startTlsHaproxy();
    const agent = new Agent({ keepAlive: true, maxSockets: 1, rejectUnauthorized: false });
    const ask = async () => {
      const outgoing = get({ ...at.tls, agent, servername: "a.example.test", path: "/" });
      const [incoming] = await once(outgoing, "response");
      return { reused: outgoing.reusedSocket, body: await text(incoming) };
    };
    try {
      await at.deployer().deploy(file, bundleFor("a.example.test"), {});
      expect(await ask()).toEqual({ reused: false, body: "hello" });
      await at.deployer().deploy(file, bundleFor("a.example.test"), {});
      expect(await ask()).toEqual({ reused: true, body: "hello" });
      await at.deployer().remove(file, {});
      expect(await ask()).toEqual({ reused: true, body: "hello" });
    } finally {
      agent.destroy();
    }
  });

  it("reloads for a certificate too long for the Runtime API, and reports it", async () => {
    await using at = await startTlsHaproxy();
    const names = [
      "a.example.test",
      ...Array.from({ length: 400 }, (_, i) => `name-number-${i}.a.example.test`),
    ];
    const bundle = bundleFor(...names);
    expect(bundle.pem.length).toBeGreaterThan(16_384);
    const before = await lookOf(at);
    await expect(at.deployer().deploy(file, bundle, {})).rejects.toMatchObject({ code: "DEPLOY_FAILED" });
    expect(await lookOf(at)).toEqual(before);
    const deployer = at.deployer({ reload: () => at.haproxy.reload() });
    expect(await deployer.deploy(file, bundle, {})).toMatchObject({
      method: "reload",
      reloads: 1,
      handshake: "verified",
    });
    expect(await at.worker()).not.toBe(before.worker);
  });

  it.each([
    [
      "another key",
      () =>
        readBundle(
          maker.leaf({ names: [name] }).pem,
          maker.leaf({ names: [name], keys: maker.otherKeys }).keyPem,
        ),
      "matches none",
    ],
    [
      "an expired certificate",
      () => expired({ notAfter: new Date(Date.now() - DAY_MS) }),
      "the certificate expired on",
    ],
    [
      "a certificate of tomorrow",
      () => expired({ notBefore: new Date(Date.now() + DAY_MS) }),
      "is not valid before",
    ],
    [
      "an expired intermediate",
      () => chain(maker.intermediate({ notAfter: new Date(Date.now() - 1000) })),
      "intermediate certificate",
    ],
  ])("refuses %s before anything is changed", async (_what, make, message) => {
    await using at = await startTlsHaproxy();
    const before = await lookOf(at);
    const attempt = (async () => at.deployer().deploy(file, make(), {}))();
    await expect(attempt).rejects.toMatchObject({
      code: "BAD_CERTIFICATE",
      message: expect.stringContaining(message),
    });
    expect(await lookOf(at)).toEqual(before);
  });

  it("leaves another client's open transaction alone, and names it", async () => {
    const other = maker.leaf({ names: ["b.example.test"] });
    await using at = await startTlsHaproxy({ "b.example.test.pem": other.pem + other.keyPem });
    const next = maker.leaf({ names: ["b.example.test"] });
    const theirs = `${at.certsDir}/b.example.test.pem`;
    await at.haproxy.runtime(`set ssl cert ${theirs} <<\n${next.pem}${next.keyPem}`);
    const before = await lookOf(at);
    expect(before.certificates).toContain(`*${theirs}`);
    await expect(at.deployer().deploy(file, bundleFor("a.example.test"), {})).rejects.toMatchObject({
      code: "TRANSACTION_OPEN",
      message: expect.stringContaining(`abort ssl cert ${theirs}`),
    });
    expect(await lookOf(at)).toEqual(before);
    await at.haproxy.runtime(`commit ssl cert ${theirs}`);
    expect(await servedFor(at, "b.example.test")).toBe(readBundle(next.pem, next.keyPem).leaf.sha256);
    expect(await at.deployer().deploy(file, bundleFor("a.example.test"), {})).toMatchObject({
      method: "runtime",
    });
  });

  it("leaves no transaction open when its caller cancels in the middle", async () => {
    await using at = await startTlsHaproxy();
    const before = await lookOf(at);
    const caller = new AbortController();
    const runtime: RuntimeApiClient = {
      ...at.runtime,
      async batch(commands, options) {
        const results = await at.runtime.batch(commands, options);
        if (commands.some(({ line }) => line.startsWith("set ssl cert"))) caller.abort();
        return results;
      },
    };
    const deployed = at.deployer({ runtime }).deploy(file, bundleFor(name), { signal: caller.signal });
    await expect(deployed).rejects.toMatchObject({ code: "CANCELLED" });
    expect(await lookOf(at)).toEqual(before);
  });

  it("deploys beside a broken file, which a reload refuses", async () => {
    await using at = await startTlsHaproxy();
    await writeFile(join(at.certsDir, "broken.pem"), "no certificate");
    expect(await at.deployer().deploy(file, bundleFor("a.example.test"), {})).toMatchObject({
      handshake: "verified",
    });
    expect(await servedFor(at, "a.example.test")).toBeDefined();
  });

  it("finds beforehand that another file is served for the name", async () => {
    const hand = maker.leaf({ names: ["a.example.test"] });
    await using at = await startTlsHaproxy({ "01-by-hand.pem": hand.pem + hand.keyPem });
    const before = await lookOf(at);
    await expect(at.deployer().deploy(file, bundleFor("a.example.test"), {})).rejects.toMatchObject({
      code: "NAME_CONFLICT",
      message: expect.stringContaining("01-by-hand.pem and a.example.test.pem are both for a.example.test"),
    });
    expect(await lookOf(at)).toEqual(before);
  });

  it("deploys eight certificates at once", async () => {
    await using at = await startTlsHaproxy();
    const names = Array.from({ length: 8 }, (_, i) => `n${i}.example.test`);
    const bundles = names.map((one) => bundleFor(one));
    await Promise.all(names.map((one, i) => at.deployer().deploy(`${one}.pem`, bundles[i] as never, {})));
    expect(await Promise.all(names.map((one) => servedFor(at, one)))).toEqual(
      bundles.map(({ leaf }) => leaf.sha256),
    );
  });

  it("tries again while HAProxy refuses, because another client reads or changes certificates", async () => {
    await using at = await startTlsHaproxy();
    const refused = new Set<string>();
    /** HAProxy's words to one of two that ask at once; each command once. */
    const lockedOnce = (line: string) => {
      if (refused.has(line) || !/^(?:show|new|set|commit|del) ssl cert/.test(line)) return undefined;
      refused.add(line);
      const words = "Can't show! Operations on certificates are currently locked!";
      return new CommandRejectedError("HAProxy", line, 3, words);
    };
    const runtime: RuntimeApiClient = {
      ...at.runtime,
      async execute(command, options) {
        const error = lockedOnce(command.line);
        if (error !== undefined) throw error;
        return at.runtime.execute(command, options);
      },
      async batch(commands, options) {
        const errors = commands.map(({ line }) => lockedOnce(line));
        if (errors.every((error) => error === undefined)) return at.runtime.batch(commands, options);
        return errors.map((error) => ({ ok: false, error: error ?? errors.find(Boolean) })) as never;
      },
    };
    const deployer = at.deployer({ runtime });

    expect(await deployer.deploy(file, bundleFor(name), {})).toMatchObject({ method: "runtime", reloads: 0 });
    expect([...(await deployer.held({})).keys()].sort()).toEqual(["00-default.pem", file]);
    await deployer.remove(file, {});

    expect([...(await deployer.held({})).keys()]).toEqual(["00-default.pem"]);
    const words = [...refused].map((line) => line.split(" ", 1)[0]);
    expect(new Set(words)).toEqual(new Set(["show", "new", "set", "commit", "del"]));
  });

  it("asks again only for the certificates that HAProxy refused to show, and keeps their order", async () => {
    const { pem, keyPem } = maker.leaf({ names: [name] });
    await using at = await startTlsHaproxy({ "a.pem": pem + keyPem, "b.pem": pem + keyPem });
    const asked: number[] = [];
    const runtime: RuntimeApiClient = {
      ...at.runtime,
      async batch(commands, options) {
        asked.push(commands.length);
        const [first, ...others] = await at.runtime.batch<readonly RuntimeCommand<unknown>[]>(
          commands,
          options,
        );
        const words = "Can't show! Operations on certificates are currently locked!";
        const error = new CommandRejectedError("HAProxy", commands[0]?.line ?? "", 3, words);
        return (asked.length === 1 ? [{ ok: false, error }, ...others] : [first, ...others]) as never;
      },
    };

    expect([...(await at.deployer({ runtime }).held({})).keys()]).toEqual([
      "00-default.pem",
      "a.pem",
      "b.pem",
    ]);
    expect(asked).toEqual([3, 1]);
  });

  it("changes nothing if HAProxy does not respond", async () => {
    await using at = await startTlsHaproxy();
    await at.haproxy.kill();
    await expect(at.deployer().deploy(file, bundleFor("a.example.test"), {})).rejects.toMatchObject({
      code: "DEPLOY_FAILED",
    });
    expect(await readdir(at.certsDir)).toEqual(["00-default.pem"]);
  });
});

describe("a removal", () => {
  it("removes it from HAProxy and from the folder, and can be repeated", async () => {
    await using at = await startTlsHaproxy();
    const before = await lookOf(at);
    await at.deployer().deploy(file, bundleFor("a.example.test"), {});
    await at.deployer().remove(file, {});
    expect(await lookOf(at)).toEqual(before);
    await at.deployer().remove(file, {});
    expect(await lookOf(at)).toEqual(before);
  });

  it("refuses the default certificate", async () => {
    const first = maker.leaf({ names: ["a.example.test"] });
    await using at = await startTlsHaproxy({
      "00-default.pem": first.pem + first.keyPem,
      "0.example.test.pem": first.pem + first.keyPem,
    });
    const before = await lookOf(at);
    await expect(at.deployer().remove("0.example.test.pem", {})).rejects.toMatchObject({
      code: "DEFAULT_CERTIFICATE",
    });
    expect(await lookOf(at)).toEqual(before);
  });
});

function expired(dates: { readonly notBefore?: Date; readonly notAfter?: Date }) {
  const { pem, keyPem } = maker.leaf({ names: [name], ...dates });
  return readBundle(pem, keyPem);
}

function chain(intermediatePem: string) {
  const { pem, keyPem } = maker.leaf({ names: [name] });
  return readBundle(pem, intermediatePem, keyPem);
}
