import { once } from "node:events";
import { chmod, writeFile } from "node:fs/promises";
import { type AddressInfo, connect, createServer } from "node:net";
import { join } from "node:path";
import { inspect } from "node:util";
import { systemClock } from "@haproxy-mcp/durable-files";
import { startBind, type TestBind, temporaryFolder, testSecret } from "@haproxy-mcp/test-haproxy";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dnsProviderContract } from "../../src/contract.js";
import { createRfc2136Provider, type Rfc2136Options } from "../../src/dns/rfc2136/rfc2136.js";
import { readTsigKey } from "../../src/dns/rfc2136/tsig-key.js";

let count = 0;

describe.each(["hmac-sha256", "hmac-sha512"] as const)("BIND with %s", (algorithm) => {
  let bind: TestBind;
  beforeAll(async () => {
    bind = await startBind({
      algorithm,
      zones: ["example.test", "deep.example.test"],
      readOnlyZones: ["fixed.test"],
    });
  });
  afterAll(() => bind?.[Symbol.asyncDispose]());
  const provider = (options: Partial<Rfc2136Options> = {}) =>
    createRfc2136Provider({ server: bind, key: () => readTsigKey(bind.keyFile), ...options });

  it.each(dnsProviderContract)("$name", async ({ run }) => {
    await run({
      open: async () => provider(),
      domain: `d${count++}.example.test`,
      foreignDomain: "example.org",
      texts: (name) => bind.texts(name),
    });
  });

  it("checks without a change of the zone, and uses the zone that is nearest to the name", async () => {
    const before = await bind.serial("example.test");
    await provider().check(["a.example.test", "a.deep.example.test"], {});
    expect(await bind.serial("example.test")).toBe(before);
    await provider().add({ name: "_acme-challenge.a.deep.example.test", value: "v" }, {});
    expect(await bind.serial("example.test")).toBe(before);
    expect(await bind.texts("_acme-challenge.a.deep.example.test")).toEqual(["v"]);
  });

  it("adds a record beside a wildcard that is an alias for a name elsewhere", async () => {
    const record = { name: "_acme-challenge.alias.example.test", value: "v" };
    await provider().add(record, {});
    expect(await bind.texts(record.name)).toEqual(["v"]);
    await provider().remove(record, {});
  });

  it("accepts no response that was changed on the way", async () => {
    const between = createServer((client) => {
      const server = connect(bind.port, bind.host);
      client
        .on("error", () => {})
        .pipe(server)
        .on("error", () => {});
      // the length, the id, then the flags: another response code
      server.on("data", (response) => {
        response[5] = (response[5] ?? 0) ^ 0x03;
        client.write(response);
      });
    }).listen(0, bind.host);
    await once(between, "listening");
    const { port } = between.address() as AddressInfo;
    await expect(
      provider({ server: { host: bind.host, port } }).check(["none.example.test"], {}),
    ).rejects.toMatchObject({
      reason: "bad-token",
      message: expect.stringContaining("is not signed with the key acme"),
    });
    between.close();
  });

  it("reports what is wrong with the key, the zone, the right and the clock, and never the secret", async () => {
    const key = await readTsigKey(bind.keyFile);
    const wrong = { ...key, secret: Buffer.from(testSecret("of-another-key")) };
    const other = { ...key, name: "other" };
    const yesterday = { ...systemClock, now: () => new Date(Date.now() - 86_400_000) };
    const cases: readonly (readonly [string, string, string, Partial<Rfc2136Options>])[] = [
      [
        "example.test",
        "bad-token",
        `has another secret or algorithm for the key acme`,
        { key: async () => wrong },
      ],
      ["example.test", "bad-token", `has no key other for ${algorithm}`, { key: async () => other }],
      [
        "fixed.test",
        "missing-right",
        "refused to delete the record _acme-challenge.fixed.test with the key acme",
        {},
      ],
      ["example.org", "no-zone", "the DNS server 127.0.0.1 has no zone for _acme-challenge.example.org", {}],
      [
        "example.test",
        "other",
        "the clocks of the DNS server 127.0.0.1 and of this machine differ",
        { clock: yesterday },
      ],
    ];
    for (const [domain, reason, message, options] of cases) {
      const failure = await provider(options)
        .check([domain], {})
        .catch((error) => error);
      expect(failure).toMatchObject({
        code: "DNS_PROVIDER",
        reason,
        message: expect.stringContaining(message),
      });
      expect(inspect(failure)).not.toContain(bind.secret);
      expect(inspect(failure)).not.toContain(testSecret("of"));
    }
  });
});

describe("the DNS server", () => {
  const key = async () => ({
    name: "acme",
    algorithm: "hmac-sha256" as const,
    secret: Buffer.from("secret"),
  });

  it.each([
    ["says nothing", undefined, "slow", "no response within 300 ms"],
    ["ends in the middle", Buffer.of(0, 40, 1), "unreachable", "closed the connection without a response"],
    ["sends no message", Buffer.of(0, 2, 1, 1), "other", "is not a DNS message"],
    [
      "sends a name in a circle",
      Buffer.of(0, 16, 0, 0, 0x84, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0xc0, 12, 0, 6),
      "other",
      "in a circle",
    ],
    [
      "does not sign",
      Buffer.of(0, 12, 0, 0, 0x84, 0, 0, 0, 0, 0, 0, 0, 0, 0),
      "bad-token",
      "is not signed with the key acme",
    ],
  ])("that %s is reported", async (_what, response, reason, message) => {
    const server = createServer((socket) => {
      socket.on("error", () => {});
      socket.once("data", () => response && socket.end(response));
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const provider = createRfc2136Provider({
      server: { host: "127.0.0.1", port },
      key,
      limitMs: response ? 10_000 : 300,
    });
    await expect(provider.check(["example.test"], {})).rejects.toMatchObject({
      code: "DNS_PROVIDER",
      reason,
      message: expect.stringContaining(message),
    });
    server.close();
    await expect(provider.check(["example.test"], {})).rejects.toMatchObject({ reason: "unreachable" });
  });
});

describe("a key file", () => {
  it("is as BIND writes it, and only its owner reads it", async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, "acme.key");
    await expect(readTsigKey(file)).rejects.toThrow(`no TSIG key is set: ${file} does not exist`);
    const text = '# key "old" { }\nkey acme. { secret c2VjcmV0Lw==;\n algorithm HMAC-SHA512; };\n';
    await writeFile(file, text, { mode: 0o600 });
    expect(await readTsigKey(file)).toEqual({
      name: "acme",
      algorithm: "hmac-sha512",
      secret: Buffer.from("secret/"),
    });
    await chmod(file, 0o640);
    await expect(readTsigKey(file)).rejects.toThrow(`chmod 600 ${file}`);
    await chmod(file, 0o600);
    await writeFile(file, 'key "acme" { algorithm hmac-md5; secret "c2VjcmV0"; };');
    await expect(readTsigKey(file)).rejects.toThrow(
      "is for hmac-md5; hmac-sha256 and hmac-sha512 are supported",
    );
    await writeFile(file, "c2VjcmV0");
    await expect(readTsigKey(file)).rejects.toMatchObject({
      code: "NOT_CONFIGURED",
      message: expect.not.stringContaining("c2VjcmV0"),
    });
  });
});
