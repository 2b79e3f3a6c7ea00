import { execFileSync } from "node:child_process";
import { mkdir, readFile, readlink, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { nodeFileSystem } from "@haproxy-mcp/durable-files";
import { temporaryFolder } from "@haproxy-mcp/test-haproxy";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAcmeShHome } from "../../src/acme-sh/home.js";
import { certificateNames } from "../../src/certificate-names.js";
import { createCertificateFolder } from "../../src/deploy/certificate-folder.js";
import type { DeployerOptions } from "../../src/deploy/deployment.js";
import { servedFingerprint } from "../../src/deploy/handshake.js";
import type { AcmeDriver, FailedCertificate, IssuedCertificate } from "../../src/driver.js";
import { createEmbeddedDriver } from "../../src/embedded/embedded-driver.js";
import { createCertificateManager } from "../../src/manager/certificate-manager.js";
import { bundleOfFile } from "../../src/x509/certificate-file.js";
import { readLeaf } from "../../src/x509/leaf.js";
import { maker, startTlsHaproxy, type TlsHaproxy } from "./tls-haproxy.js";

const DAY_MS = 86_400_000;
const textFor = (...names: string[]) => {
  const { pem, keyPem } = maker.leaf({ names });
  return pem + keyPem;
};
const fresh = (...names: string[]) => bundleOfFile({ pem: textFor(...names) });

const old = maker.leaf({ names: ["example.test"], notAfter: new Date(Date.now() + 8 * DAY_MS) });
const files = {
  "example.test.pem": textFor("example.test"),
  "example.test.pem.bak": old.pem + old.keyPem,
  "01-first.pem": textFor("first.test"),
  "first.test.pem": textFor("first.test", "second.test"),
  "pair.test.pem.rsa": textFor("pair.test"),
  "pair.test.pem.ecdsa": ecdsaFor("pair.test"),
  "*.star.test.crt": textFor("*.star.test"),
  "line\nbreak.crt": textFor("broken.name.test"),
  "gone.test.pem": textFor("gone.test"),
  "secret.pem": textFor("secret.test"),
  "foreign.test.pem": textFor("foreign.test"),
};

let at: TlsHaproxy;
let outside: AsyncDisposable & { readonly path: string };

beforeAll(async () => {
  outside = await temporaryFolder();
  await writeFile(join(outside.path, "foreign.pem"), textFor("foreign.test"));
  at = await startTlsHaproxy(files, { bind: `crt ${outside.path}/foreign.pem` });
});
afterAll(async () => {
  await at[Symbol.asyncDispose]();
  await outside[Symbol.asyncDispose]();
});

const served = (name: string, keyKind?: string) => servedFingerprint(at.tls, name, undefined, keyKind);
const sha256Of = (file: keyof typeof files) => readLeaf(files[file]).sha256;
const reload = () => at.haproxy.reload();
const manager = (options: Partial<DeployerOptions> = {}) =>
  createCertificateManager({
    drivers: [],
    deployer: at.deployer(options),
    folder: join(at.haproxy.dir, "acme"),
  });
const byFile = async (options: Partial<DeployerOptions> = {}) =>
  new Map((await manager(options).list()).map((record) => [record.file, record]));

describe("CE1 served means what clients get for the name", () => {
  it("names both files in the list, and serves the first by name", async () => {
    const list = await byFile();
    expect(list.get("example.test.pem")).toMatchObject({
      name: "example.test",
      served: "yes",
      conflicts: [{ file: "example.test.pem.bak", names: ["example.test"], isOtherFirst: false }],
    });
    expect(list.get("example.test.pem.bak")).toMatchObject({
      served: "no",
      conflicts: [{ file: "example.test.pem", names: ["example.test"], isOtherFirst: true }],
    });
    expect((await byFile({ tls: undefined })).get("example.test.pem")?.served).toBe("unknown");
  });

  it("finds no conflict between an ECDSA and an RSA certificate", async () => {
    const list = await byFile();
    for (const file of ["pair.test.pem.rsa", "pair.test.pem.ecdsa"] as const)
      expect(list.get(file)).toMatchObject({ served: "yes", conflicts: [] });
    const rsa = fresh("pair.test");
    expect(await at.deployer().deploy("pair.test.pem.rsa", rsa, {})).toMatchObject({ handshake: "verified" });
    expect(await served("pair.test")).toBe(sha256Of("pair.test.pem.ecdsa"));
    expect(await served("pair.test", "RSA")).toBe(rsa.leaf.sha256);
  });

  it("refuses a deployment after which HAProxy would serve the other file, and changes nothing", async () => {
    const before = await readFile(join(at.certsDir, "example.test.pem"), "utf8");
    const both = expect.stringMatching(
      /^example\.test\.pem\.bak and example\.test\.pem are both for example\.test/,
    );
    await expect(at.deployer().deploy("example.test.pem", fresh("example.test"), {})).rejects.toMatchObject({
      code: "NAME_CONFLICT",
      message: both,
    });
    await expect(
      at.deployer({ reload }).deploy("first.test.pem", fresh("first.test"), {}),
    ).rejects.toMatchObject({
      code: "NAME_CONFLICT",
      message: expect.stringContaining("01-first.pem"),
    });
    await expect(at.deployer({ reload }).deploy("zz.pem", fresh("example.test"), {})).rejects.toMatchObject({
      code: "NAME_CONFLICT",
    });
    expect(await readFile(join(at.certsDir, "example.test.pem"), "utf8")).toBe(before);
    expect(await served("example.test")).toBe(sha256Of("example.test.pem"));
    expect(await served("second.test")).toBe(sha256Of("first.test.pem"));
  });

  it("orders no certificate that HAProxy would not serve", async () => {
    let orders = 0;
    const driver = { kind: "embedded", list: async () => new Map(), issue: async () => orders++ };
    const folder = join(at.haproxy.dir, "acme");
    const drivers = [driver as never];
    const manager = createCertificateManager({ drivers, deployer: at.deployer(), folder });
    const names = certificateNames(["pair.test", "example.test"]);
    await expect(manager.issue({ names, keyType: "rsa-2048" })).rejects.toMatchObject({
      code: "NAME_CONFLICT",
      message: expect.stringContaining("example.test.pem and pair.test.pem are both for example.test"),
    });
    expect(orders).toBe(0);
  });

  it("rolls back if HAProxy refuses the reload", async () => {
    const before = await readFile(join(at.certsDir, "example.test.pem"), "utf8");
    const refused = at.deployer({ reload: () => Promise.reject(new Error("line 1 is wrong")) });
    await expect(refused.deploy("example.test.pem", fresh("example.test"), {})).rejects.toMatchObject({
      code: "DEPLOY_FAILED",
      message: "the reload failed: line 1 is wrong",
    });
    expect(await readFile(join(at.certsDir, "example.test.pem"), "utf8")).toBe(before);
    expect(await served("example.test")).toBe(sha256Of("example.test.pem"));
  });

  it("deploys the first of them by a reload, after which HAProxy serves it", async () => {
    const bundle = fresh("example.test");
    expect(await at.deployer({ reload }).deploy("example.test.pem", bundle, {})).toMatchObject({
      method: "reload",
      reloads: 1,
      handshake: "verified",
    });
    expect(await served("example.test")).toBe(bundle.leaf.sha256);
  });

  it("repairs what another client changed at run time", async () => {
    const file = join(at.certsDir, "example.test.pem");
    const { pem, leaf } = fresh("example.test");
    await writeFile(file, pem);
    await at.haproxy.runtime(`set ssl cert ${file} <<\n${pem}`);
    await at.haproxy.runtime(`commit ssl cert ${file}`);
    expect(await served("example.test")).toBe(sha256Of("example.test.pem.bak"));
    expect((await byFile()).get("example.test.pem")?.served).toBe("no");
    expect(await manager({ reload }).reconcile()).toContainEqual({ name: "example.test", cured: "served" });
    expect(await served("example.test")).toBe(leaf.sha256);
  });

  it("rolls back until clients get what they got before", async () => {
    const deploy = (options: Partial<DeployerOptions>) =>
      at.deployer(options).deploy("foreign.test.pem", fresh("foreign.test"), {});
    await expect(deploy({ reload })).rejects.toMatchObject({
      code: "DEPLOY_FAILED",
      message: expect.stringContaining("from outside"),
    });
    expect(await served("foreign.test")).toBe(sha256Of("foreign.test.pem"));
    await expect(deploy({})).rejects.toMatchObject({
      code: "OUTCOME_UNKNOWN",
      message: expect.stringContaining("clients get another certificate for foreign.test than before"),
    });
    expect((await manager().info("foreign.test")).served).toBe("no");
    await reload();
    expect((await manager().info("foreign.test")).served).toBe("yes");
  });
});

it("CE13 names the files of other tools by what they are for", async () => {
  const list = await byFile();
  expect(list.get("*.star.test.crt")?.name).toBe("*.star.test");
  expect((await manager().info("*.star.test.crt")).name).toBe("*.star.test");
  expect(list.get("example.test.pem.bak")?.name).toBe("example.test.pem.bak");
});

it("CE2 a name with a line break hides nothing", async () => {
  const record = (await byFile()).get("line\nbreak.crt");
  expect(record).toMatchObject({ name: "broken.name.test", state: "valid", served: "unknown" });
});

it("CE2 a record that cannot be read hides nothing", async () => {
  const folder = join(at.haproxy.dir, "acme");
  await mkdir(join(folder, "states/kept.test.json"), { recursive: true });
  await mkdir(join(folder, "embedded/certificates/odd.test.json"), { recursive: true });
  await mkdir(join(folder, "home/shell.test_ecc/shell.test.conf"), { recursive: true });
  const home = createAcmeShHome(join(folder, "home"));
  const embedded = createEmbeddedDriver({
    folder: join(folder, "embedded"),
    directoryUrl: "https://localhost:1/none",
    dns: { name: "none" } as never,
  });
  const names = ["kept.test"] as never;
  const driver: AcmeDriver = {
    ...embedded,
    list: async () =>
      new Map<string, FailedCertificate | IssuedCertificate>([
        ["kept.test", { names, why: "never issued" }],
        ...(await embedded.list()),
        ...(await home.entries()).map(({ name, certificate }) => [name, certificate] as const),
      ]),
  };
  const deployer = at.deployer();
  const records = await createCertificateManager({ drivers: [driver], deployer, folder }).list();
  for (const name of ["kept.test", "odd.test", "shell.test"]) {
    expect(records.find((record) => record.name === name)).toMatchObject({
      state: "failed",
      lastError: expect.stringContaining("it is a folder, not a regular file"),
    });
  }
  expect(records.length).toBeGreaterThan(3);
});

it("CE2 what only HAProxy can read is shown as HAProxy holds it", async () => {
  const fileSystem: typeof nodeFileSystem = {
    ...nodeFileSystem,
    async read(path, maxBytes) {
      if (path.endsWith("/secret.pem")) throw Object.assign(new Error("EACCES"), { code: "EACCES" });
      return nodeFileSystem.read(path, maxBytes);
    },
  };
  const folder = createCertificateFolder(at.certsDir, fileSystem);
  expect((await byFile({ folder })).get("secret.pem")).toMatchObject({
    name: "secret.test",
    names: ["secret.test"],
    state: "unreadable",
    details: { daysLeft: 29, issuer: "CN=made intermediate" },
  });
  await expect(at.deployer({ folder }).deploy("a.pem", fresh("secret.test"), {})).rejects.toMatchObject({
    code: "NAME_CONFLICT",
  });
});

it("CE4 a link to another tool's file stays one, and its renewal is served", async () => {
  const target = join(outside.path, "renewed.pem");
  await writeFile(target, textFor("link.test"));
  await symlink(target, join(at.certsDir, "link.test.pem"));
  expect(await manager().reconcile()).toContainEqual({ name: "link.test", cured: "served" });
  // not as we would write it
  const text = `# renewed\n${textFor("link.test")}`;
  await writeFile(target, text);
  expect(await manager().reconcile()).toContainEqual({ name: "link.test", cured: "served" });
  expect(await readlink(join(at.certsDir, "link.test.pem"))).toBe(target);
  expect(await readFile(target, "utf8")).toBe(text);
  expect(await served("link.test")).toBe(readLeaf(text).sha256);
});

it("CE5 a broken file is listed with its reason while HAProxy still serves what it was", async () => {
  const file = join(at.certsDir, "gone.test.pem");
  await writeFile(file, readBundleWithoutKey(files["gone.test.pem"]));
  expect((await byFile()).get("gone.test.pem")).toMatchObject({
    state: "broken",
    lastError: "it has no private key",
    served: "yes",
  });
  await writeFile(file, files["gone.test.pem"]);
});

it("CE7 a file deleted by hand is reported until HAProxy's next reload", async () => {
  await rm(join(at.certsDir, "gone.test.pem"));
  expect((await byFile()).get("gone.test.pem")).toMatchObject({
    name: "gone.test",
    names: ["gone.test"],
    state: "missing",
    served: "yes",
    details: { daysLeft: 29 },
    lastError: expect.stringContaining("until its next reload"),
  });
  expect(await manager().reconcile()).toContainEqual({
    name: "gone.test",
    problem: expect.stringContaining("gone.test.pem is missing"),
  });
  await manager().remove("gone.test");
  expect((await byFile()).has("gone.test.pem")).toBe(false);
});

it("CE10 one deployed by hand has a date to replace it", async () => {
  expect((await byFile()).get("foreign.test.pem")?.renewAt).toBeInstanceOf(Date);
});

function readBundleWithoutKey(text: string): string {
  return text.replace(/-----BEGIN RSA PRIVATE KEY-----.*/s, "");
}

function ecdsaFor(name: string): string {
  const command = [
    "req",
    "-x509",
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:P-256",
    "-nodes",
    "-days",
    "30",
  ];
  const names = ["-subj", "/", "-addext", `subjectAltName=DNS:${name}`, "-keyout", "-", "-out", "-"];
  return execFileSync("openssl", [...command, ...names], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
}
