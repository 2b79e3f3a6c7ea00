import { execFileSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  type CertificateManager,
  createCertificateFolder,
  createCertificateManager,
  createDeployer,
} from "@haproxy-mcp/acme-manager";
import { createDefaultCertificate } from "@haproxy-mcp/haproxy-host";
import { createRuntimeApiClient } from "@haproxy-mcp/runtime-api-client";
import { temporaryFolder } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { checkFolder } from "../../src/checks/certificates.js";
import { describeFinding } from "../../src/checks/finding.js";
import { certificatesHealth } from "../../src/checks/health.js";

const { signal } = new AbortController();

interface Folder extends AsyncDisposable {
  readonly path: string;
  /** Without a running HAProxy. */
  readonly manager: CertificateManager;
  doctor(config?: string): Promise<readonly string[]>;
}

async function folderWith(files: Readonly<Record<string, string>>): Promise<Folder> {
  const folder = await temporaryFolder();
  for (const [name, text] of Object.entries({ "00-default.pem": createDefaultCertificate(), ...files })) {
    await writeFile(join(folder.path, name), text, { mode: 0o600 });
  }
  const runtime = createRuntimeApiClient({ address: { path: join(folder.path, ".none.sock") } });
  const certificates = createCertificateFolder(folder.path);
  const deployer = createDeployer({ folder: certificates, runtime, lockFolder: join(folder.path, ".locks") });
  return {
    path: folder.path,
    manager: createCertificateManager({ drivers: [], deployer, folder: join(folder.path, ".acme") }),
    async doctor(config) {
      const { findings } = await checkFolder(folder.path, config, undefined);
      return findings.map((one) => `${one.severity} ${describeFinding(one)}`);
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

function certificateFor(names: string, days: number): string {
  const command = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  const what = ["-days", String(days), "-subj", "/", "-addext", `subjectAltName=${names}`];
  return execFileSync("openssl", [...command, ...what, "-keyout", "-", "-out", "-"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
}

it("CE1, CE5, CE8 health and doctor name both files of a name, why one is broken, and who renews", async () => {
  const soon = certificateFor("DNS:soon.example", 9);
  await using folder = await folderWith({
    "soon.example.pem": soon,
    "soon.example.pem.bak": certificateFor("DNS:soon.example", 80),
    "chain.pem": soon.replace(/-----BEGIN PRIVATE KEY-----.*-----END PRIVATE KEY-----\n/s, ""),
  });
  const health = await certificatesHealth(
    { certsFolder: createCertificateFolder(folder.path), certificates: folder.manager },
    signal,
  );
  const findings = [
    "HAProxy can't start with chain.pem: it has no private key",
    expect.stringMatching(/^soon\.example\.pem expires in [89] days$/),
    "soon.example.pem and soon.example.pem.bak are both for soon.example: HAProxy loads soon.example.pem first",
  ];
  expect(health).toMatchObject({
    status: "error",
    count: 4,
    expiring: findings,
    advice: expect.stringMatching(/^(?!.*renew_cert).*Replace its file: this server did not issue it/),
  });
  expect(await folder.doctor()).toEqual([
    "error HAProxy can't start with chain.pem: it has no private key → replace or delete it",
    expect.stringContaining("soon.example.pem expires in"),
    expect.stringMatching(
      /^warning soon\.example\.pem and soon\.example\.pem\.bak are both .* → delete soon/,
    ),
  ]);
});

it("CE7 health reports a file that was deleted while HAProxy serves it", async () => {
  await using folder = await folderWith({});
  const record = { name: "gone.example", file: "gone.example.pem", state: "missing", served: "yes" };
  const certificates = { list: async () => [record as never] };
  const certsFolder = createCertificateFolder(folder.path);
  expect(await certificatesHealth({ certsFolder, certificates }, signal)).toMatchObject({
    status: "error",
    reason: "gone.example.pem is missing, and HAProxy serves it until its next reload",
    advice: "Put the file back, or call haproxy_delete_cert for gone.example.",
  });
});

it("CE13 doctor reports a default certificate that is not the intended one, and only then", async () => {
  await using folder = await folderWith({ "*.x.example.pem": certificateFor("DNS:*.x.example", 80) });
  const bind = (crts: string) => `frontend https\n  bind :443 ssl ${crts} alpn h2\n`;
  const finding = expect.stringMatching(
    /^error 00-default\.pem is not the first .* get \*\.x\.example\.pem → rename/,
  );
  expect(await folder.doctor(bind(`crt ${folder.path}/`))).toEqual([finding]);
  expect(await folder.doctor(undefined)).toEqual([finding]);
  expect(await folder.doctor(bind(`crt /etc/ssl/own.pem crt ${folder.path}`))).toEqual([]);
  expect(await folder.doctor(bind(`strict-sni crt ${folder.path}/`))).toEqual([]);
});
