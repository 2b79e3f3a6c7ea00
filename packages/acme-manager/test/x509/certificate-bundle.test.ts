import { createPrivateKey, generateKeyPairSync, X509Certificate } from "node:crypto";
import { createDefaultCertificate } from "@haproxy-mcp/haproxy-host";
import forge from "node-forge";
import { describe, expect, it } from "vitest";
import { assertUsable, readBundle } from "../../src/x509/certificate-bundle.js";
import { readLeaf } from "../../src/x509/leaf.js";
import { readPem } from "../../src/x509/pem.js";
import { createSigningRequest } from "../../src/x509/signing-request.js";
import { CertificateMaker } from "../made-certificates.js";

const maker = new CertificateMaker();
const names = ["a.example.test", "*.a.example.test"];

describe("a bundle", () => {
  it("is sorted, with no root and no blank line", () => {
    const { pem, keyPem } = maker.leaf({ names });
    const orders = [
      [pem, maker.intermediatePem, keyPem],
      [keyPem, maker.rootPem, maker.intermediatePem, `comment\n\n${pem}\n\n`],
      [`${keyPem}\r\n\r\n${maker.intermediatePem.replaceAll("\n", "\r\n")}`, pem, pem],
    ];
    const bundles = orders.map((texts) => readBundle(...texts));
    expect(new Set(bundles.map((bundle) => bundle.pem)).size).toBe(1);
    const [bundle] = bundles;
    expect(bundle?.leaf.names).toEqual(names);
    expect(bundle?.chain).toHaveLength(1);
    expect(bundle?.pem).not.toMatch(/\n\n|\r|comment/);
    expect(readPem(bundle?.pem ?? "").map(({ type }) => type)).toEqual([
      "CERTIFICATE",
      "CERTIFICATE",
      "PRIVATE KEY",
    ]);
  });

  it.each([
    ["nothing", [], "no private key"],
    ["no PEM", ["shutdown"], "it is not PEM"],
    ["no key", [maker.leaf({ names }).pem], "no private key"],
    ["no certificate", [maker.leaf({ names }).keyPem], "no certificate"],
    [
      "two keys",
      [
        maker.leaf({ names }).pem,
        maker.leaf({ names }).keyPem,
        maker.leaf({ names, keys: maker.otherKeys }).keyPem,
      ],
      "2 private keys",
    ],
    [
      "another key",
      [maker.leaf({ names }).pem, maker.leaf({ names, keys: maker.otherKeys }).keyPem],
      "matches none",
    ],
    ["a key with a passphrase", [maker.leaf({ names }).pem, locked()], "passphrase"],
  ])("is refused: %s", (_what, texts, message) => {
    expect(() => readBundle(...texts)).toThrow(
      expect.objectContaining({ code: "BAD_CERTIFICATE", message: expect.stringContaining(message) }),
    );
  });

  it("must cover the names", () => {
    const { pem, keyPem } = maker.leaf({ names: ["*.a.example.test"] });
    const bundle = readBundle(pem, keyPem);
    expect(() => assertUsable(bundle, ["x.a.example.test"], new Date())).not.toThrow();
    expect(() => assertUsable(bundle, ["a.example.test"], new Date())).toThrow("not a.example.test");
  });

  it("shows fingerprints as HAProxy and OpenSSL do", () => {
    const { pem, keyPem } = maker.leaf({ names });
    const leaf = readLeaf(pem);
    expect(leaf).toMatchObject({ names, issuer: "CN=made intermediate", keyType: "RSA 2048" });
    expect(leaf.serial).toMatch(/^[0-9A-F]+$/);
    expect(readBundle(pem, keyPem).leaf.serialBytes.toString("hex").toUpperCase()).toBe(leaf.serial);
  });
});

describe("the fields of a certificate", () => {
  it("are those that node:crypto and OpenSSL read", async () => {
    const self = createDefaultCertificate();
    const { pem } = maker.leaf({ names });
    for (const text of [self, pem, maker.intermediatePem]) {
      const leaf = readLeaf(text);
      const x509 = new X509Certificate(text);
      expect(leaf).toMatchObject({
        names: (x509.subjectAltName ?? "")
          .split(", ")
          .flatMap((one) => (one === "" ? [] : [one.replace("DNS:", "")])),
        notBefore: new Date(x509.validFrom),
        notAfter: new Date(x509.validTo),
        issuer: x509.issuer.split("\n").reverse().join(", "),
        serial: x509.serialNumber,
        sha256: x509.fingerprint256.replaceAll(":", ""),
        sha1: x509.fingerprint.replaceAll(":", ""),
      });
      expect(leaf.keyType).toBe(x509.publicKey.asymmetricKeyType === "ec" ? "EC P-256" : "RSA 2048");
    }
  });

  it("are read from nothing else", () => {
    for (const text of [
      "",
      "nothing",
      maker.leaf({ names }).keyPem,
      "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    ]) {
      expect(() => readLeaf(text)).toThrow();
    }
  });
});

describe("a signing request", () => {
  it.each(["ec", "rsa"] as const)("can be read by OpenSSL, with a key of %s", async (type) => {
    const { privateKey } =
      type === "ec"
        ? generateKeyPairSync("ec", { namedCurve: "P-256" })
        : generateKeyPairSync("rsa", { modulusLength: 2048 });
    const { execFileSync } = await import("node:child_process");
    const shown = execFileSync("openssl", ["req", "-inform", "DER", "-noout", "-verify", "-text"], {
      input: createSigningRequest(privateKey, names),
      encoding: "utf8",
      stdio: ["pipe", "pipe", "pipe"],
    });
    expect(shown).toContain("DNS:a.example.test, DNS:*.a.example.test");
    expect(shown).toMatch(/Subject:\s*$/m);
  });
});

describe("node-forge", () => {
  it("still cannot read an EC key: once it can, reconsider what it is for", () => {
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const pem = privateKey.export({ type: "sec1", format: "pem" }) as string;
    expect(createPrivateKey(pem).asymmetricKeyType).toBe("ec");
    expect(() => forge.pki.privateKeyFromPem(pem)).toThrow();
  });
});

function locked(): string {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return privateKey.export({
    type: "pkcs8",
    format: "pem",
    cipher: "aes-256-cbc",
    passphrase: "x",
  }) as string;
}
