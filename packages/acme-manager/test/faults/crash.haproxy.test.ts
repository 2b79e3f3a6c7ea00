import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { atFullSize, runChild } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { servedFingerprint } from "../../src/deploy/handshake.js";
import { createEmbeddedDriver } from "../../src/embedded/embedded-driver.js";
import { type CertificateManager, createCertificateManager } from "../../src/manager/certificate-manager.js";
import { readBundle } from "../../src/x509/certificate-bundle.js";
import { maker, startTlsHaproxy, type TlsHaproxy } from "../deploy/tls-haproxy.js";
import { challtestDns } from "../embedded-driver.js";
import { letLocksAge } from "../locks.js";

const CHILD = fileURLToPath(new URL("../children/certificates.mjs", import.meta.url));
const LIMIT_MS = 600_000;
const STEP = atFullSize(1, 7);

const NAME = "a.example.test";
const FILE = `${NAME}.pem`;
const [OLD, NEW] = [made(2), made(1)];

/** What the disk, the driver's store and HAProxy have: fingerprints, or nothing. */
interface Found {
  readonly issued: string | undefined;
  readonly file: string | undefined;
  readonly held: boolean;
  readonly served: string | undefined;
}

type Action = "deploy" | "update" | "remove";

const all = (sha256: string): Found => ({ issued: sha256, file: sha256, held: true, served: sha256 });

it.concurrent.each<[Action, "the server" | "HAProxy"]>([
  ["deploy", "the server"],
  ["update", "the server"],
  ["remove", "the server"],
  ["deploy", "HAProxy"],
  ["update", "HAProxy"],
  ["remove", "HAProxy"],
])(
  "%s, with %s killed at any step: after a fresh start all agree",
  { timeout: LIMIT_MS },
  async (action, victim) => {
    await using at = await startTlsHaproxy();
    const before = await reset(at, action);
    const count = (await act(at, action, 0, 0)) ?? 0;
    const after = await look(at);
    expect(after).toEqual(action === "remove" ? NOTHING(at) : all(NEW.sha256));
    expect(count).toBeGreaterThan(10);
    for (let killAt = 1; killAt <= count; killAt += STEP) {
      await reset(at, action);
      await act(at, action, killAt, victim === "HAProxy" ? at.haproxy.pid : 0);
      if (victim === "HAProxy") await at.haproxy.restart();
      await letLocksAge(folderOf(at));
      const isNoted = await isRemovalNoted(at);
      const results = await managerOf(at).reconcile();
      const found = await look(at);
      // a removal that is not noted did not start; a noted one is completed
      const removed = isNoted ? [NOTHING(at)] : [before, NOTHING(at)];
      const allowed = action === "remove" ? removed : [all(NEW.sha256)];
      expect(allowed, `killed at ${killAt}: ${JSON.stringify(results)}`).toContainEqual(found);
      expect((await readdir(at.certsDir)).filter((name) => name.startsWith("."))).toEqual([]);
      expect(await managerOf(at).reconcile()).toEqual([]);
    }
  },
);

async function isRemovalNoted(at: TlsHaproxy): Promise<boolean> {
  const state = await readFile(join(folderOf(at), `states/${NAME}.json`), "utf8").catch(() => "{}");
  return "removing" in JSON.parse(state);
}

const NOTHING = ({ fallback }: TlsHaproxy): Found => ({
  issued: undefined,
  file: undefined,
  held: false,
  served: fallback,
});

/** @returns the number of steps; `undefined` when it was killed */
async function act(
  at: TlsHaproxy,
  action: Action,
  killAt: number,
  victim: number,
): Promise<number | undefined> {
  const { certsDir, haproxy, tls } = at;
  const { runtimeSocket } = haproxy;
  const job = { certsDir, folder: folderOf(at), runtimeSocket, tls, action, name: NAME, killAt, victim };
  const printed = await runChild(CHILD, job);
  return printed === undefined ? undefined : Number(printed);
}

/** Before the action: the new one issued but not deployed, with or without an old one; or everything deployed. */
async function reset(at: TlsHaproxy, action: Action): Promise<Found> {
  await rm(folderOf(at), { recursive: true, force: true });
  const deployer = at.deployer();
  await deployer.remove(FILE, {});
  if (action === "update") await deployer.deploy(FILE, readBundle(OLD.pem), {});
  if (action === "remove") await deployer.deploy(FILE, readBundle(NEW.pem), {});
  const certificates = join(folderOf(at), "embedded/certificates");
  await mkdir(certificates, { recursive: true });
  await writeFile(join(certificates, `${NAME}.json`), JSON.stringify(NEW.stored));
  return look(at);
}

async function look(at: TlsHaproxy): Promise<Found> {
  const certificate = async (path: string, read: (content: string) => string) =>
    readFile(path, "utf8").then(
      (content) => readBundle(read(content)).leaf.sha256,
      () => undefined,
    );
  const stored = (content: string) => {
    const { chainPem, keyPem } = JSON.parse(content);
    return chainPem + keyPem;
  };
  return {
    issued: await certificate(join(folderOf(at), `embedded/certificates/${NAME}.json`), stored),
    file: await certificate(join(at.certsDir, FILE), (content) => content),
    held: (await at.haproxy.runtime("show ssl cert")).includes(FILE),
    served: await servedFingerprint(at.tls, NAME, undefined),
  };
}

function managerOf(at: TlsHaproxy): CertificateManager {
  const driver = createEmbeddedDriver({
    folder: join(folderOf(at), "embedded"),
    directoryUrl: "https://localhost:1/none",
    dns: challtestDns({ dns: undefined as never }),
    dnsWaitMs: 0,
    email: undefined,
    externalAccount: undefined,
  });
  const deployer = at.deployer({ lockFolder: join(folderOf(at), "locks") });
  return createCertificateManager({ drivers: [driver], deployer, folder: folderOf(at) });
}

const folderOf = ({ haproxy }: TlsHaproxy) => join(haproxy.dir, "acme");

function made(daysAgo: number) {
  const { pem, keyPem } = maker.leaf({
    names: [NAME],
    notBefore: new Date(Date.now() - daysAgo * 86_400_000),
  });
  const bundle = readBundle(pem, keyPem);
  return {
    pem: bundle.pem,
    sha256: bundle.leaf.sha256,
    stored: {
      names: [NAME],
      chainPem: bundle.chainPem,
      keyPem,
      issuedAt: new Date(),
      directoryUrl: "https://localhost:1/none",
    },
  };
}
