import { execFileSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AcmeError, createCertificateFolder } from "@haproxy-mcp/acme-manager";
import { createDefaultCertificate } from "@haproxy-mcp/haproxy-host";
import { temporaryFolder } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { certificatesHealth } from "../../src/checks/health.js";

const { signal } = new AbortController();
const none = { list: async () => [] };
const unreadable = {
  list: async () => {
    throw new AcmeError("UNREADABLE", "cannot read the home of acme.sh");
  },
};

it("reports nothing if there are no certificates", async () => {
  await using folder = await temporaryFolder();
  expect(
    await certificatesHealth(
      { certsFolder: createCertificateFolder(folder.path), certificates: none },
      signal,
    ),
  ).toBeUndefined();
  expect(
    await certificatesHealth(
      { certsFolder: createCertificateFolder(join(folder.path, "none")), certificates: none },
      signal,
    ),
  ).toBeUndefined();
});

it("reports the files even if the ACME client can't be read", async () => {
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, "00-default.pem"), createDefaultCertificate());
  expect(
    await certificatesHealth(
      { certsFolder: createCertificateFolder(folder.path), certificates: none },
      signal,
    ),
  ).toMatchObject({
    status: "ok",
    count: 1,
  });
  expect(
    await certificatesHealth(
      { certsFolder: createCertificateFolder(folder.path), certificates: unreadable },
      signal,
    ),
  ).toMatchObject({
    status: "error",
    reason: "cannot read the home of acme.sh",
    count: 1,
  });
  await writeFile(join(folder.path, "broken.crt"), "no certificate");
  expect(
    await certificatesHealth(
      { certsFolder: createCertificateFolder(folder.path), certificates: unreadable },
      signal,
    ),
  ).toMatchObject({
    status: "error",
    reason: expect.stringMatching(/^2 findings on 2 certificates: HAProxy can't start with broken\.crt/),
    expiring: [expect.stringContaining("broken.crt: it holds no certificate")],
  });
});

it("does not wait for a pipe that has a certificate's name", async () => {
  await using folder = await temporaryFolder();
  execFileSync("mkfifo", [join(folder.path, "pipe.pem")]);
  expect(
    await certificatesHealth(
      { certsFolder: createCertificateFolder(folder.path), certificates: none },
      signal,
    ),
  ).toMatchObject({
    status: "error",
    expiring: [expect.stringContaining("it is a pipe, not a regular file")],
  });
});

it("reports a folder that is a file", async () => {
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, "certs"), "");
  expect(
    await certificatesHealth(
      { certsFolder: createCertificateFolder(join(folder.path, "certs")), certificates: none },
      signal,
    ),
  ).toMatchObject({
    status: "error",
    reason: expect.stringContaining("ENOTDIR"),
    count: 0,
  });
});
