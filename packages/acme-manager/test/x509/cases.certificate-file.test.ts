import { generateKeyPairSync } from "node:crypto";
import forge from "node-forge";
import { describe, expect, it } from "vitest";
import { readCertificate } from "../../src/x509/certificate.js";
import { bundleOfFile, readCertificateFile } from "../../src/x509/certificate-file.js";
import { CertificateMaker } from "../made-certificates.js";

const maker = new CertificateMaker();
const names = ["a.example.test"];
const { pem, keyPem } = maker.leaf({ names });
const { pem: otherPem, keyPem: otherKeyPem } = maker.leaf({ names, keys: maker.otherKeys });
const smallKeys = forge.pki.rsa.generateKeyPair(1024);
const small = maker.leaf({ names, keys: smallKeys });

// Each as `haproxy -c` of 2.6.12, 3.2.26 and 3.4.7 decides it.
describe("CE5 a file that HAProxy would not start with is broken", () => {
  it.each([
    ["a chain with no key", pem + maker.intermediatePem, "it has no private key"],
    ["the key of another certificate", pem + otherKeyPem, "its private key belongs to another certificate"],
    ["the wrong key first", pem + otherKeyPem + keyPem, "its private key belongs to another certificate"],
    ["a key with a passphrase", pem + locked(), "its private key has a passphrase"],
    ["an old key with a passphrase", pem + lockedAsBefore(), "its private key has a passphrase"],
    ["another certificate first", otherPem + pem + keyPem, "its certificates are in the wrong order"],
    ["a key alone", keyPem, "it holds no certificate"],
    ["text", "no certificate", "it holds no certificate"],
    ["nothing", "", "it holds no certificate"],
    ["a second certificate that is cut off", pem + keyPem + pem.slice(0, 200), "it is cut off"],
    [
      "a certificate that is none",
      `${pem}${keyPem}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n`,
      "a certificate in it cannot be read",
    ],
  ])("%s", (_what, text, reason) => {
    expect(readCertificateFile({ pem: text }).broken).toContain(reason);
  });

  it.each([
    ["the key first", { pem: keyPem + pem + maker.intermediatePem }],
    ["a root and an unrelated certificate after it", { pem: pem + maker.rootPem + otherPem + keyPem }],
    ["a second key after its own", { pem: pem + keyPem + otherKeyPem }],
    ["CRLF, and text around it", { pem: `issued to me\r\n${(pem + keyPem).replaceAll("\n", "\r\n")}bye` }],
    ["OpenSSL's old word for a certificate", { pem: pem.replaceAll(" CERT", " X509 CERT") + keyPem }],
    ["its key in FILE.key", { pem: pem + maker.intermediatePem, keyFile: keyPem }],
    ["a foreign FILE.key, which is not read", { pem: pem + keyPem, keyFile: otherKeyPem }],
  ])("but not one with %s", (_what, text) => {
    const { leaf, ...findings } = readCertificateFile(text);
    expect(leaf?.names).toEqual(names);
    expect(findings).toEqual({});
    expect(bundleOfFile(text).leaf.sha256).toBe(leaf?.sha256);
  });

  it("unless its settings allow it: a small key, or a key file that is found by another name", () => {
    expect(readCertificateFile({ pem: small.pem + small.keyPem })).toMatchObject({
      doubtful: expect.stringContaining("RSA 1024"),
    });
    expect(readCertificateFile({ pem, keyFileWithoutEnding: keyPem })).toMatchObject({
      doubtful: expect.stringContaining("ssl-load-extra-del-ext"),
    });
  });
});

describe("CE10 a certificate", () => {
  it("is read from PEM as from DER, whatever comes before it", () => {
    const { raw } = readCertificate(pem).x509;
    expect(readCertificate(raw)).toEqual(readCertificate(`text\n${keyPem}${pem}`));
    expect(readCertificate(pem).names).toEqual(names);
  });

  it.each(["", "no certificate", keyPem, Buffer.from("nothing"), Buffer.alloc(0)])(
    "is read from nothing else: %j",
    (input) => {
      expect(() => readCertificate(input)).toThrow(
        expect.objectContaining({
          code: "BAD_CERTIFICATE",
          message: expect.stringMatching(/^the certificate/),
        }),
      );
    },
  );
});

function locked(): string {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const secret = { cipher: "aes-256-cbc", passphrase: "x" };
  return privateKey.export({ type: "pkcs8", format: "pem", ...secret }) as string;
}

function lockedAsBefore(): string {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return privateKey.export({ type: "sec1", format: "pem", cipher: "aes-128-cbc", passphrase: "x" }) as string;
}
