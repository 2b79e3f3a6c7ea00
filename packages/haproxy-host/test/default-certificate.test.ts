import { createPrivateKey, X509Certificate } from "node:crypto";
import { expect, it } from "vitest";
import { createDefaultCertificate } from "../src/index.js";

const NOW = new Date("2026-11-23T12:00:00Z");

it("is signed by its own key, for a name that never exists, and lasts ten years", () => {
  const pem = createDefaultCertificate(NOW);
  const certificate = new X509Certificate(pem);
  const key = createPrivateKey(pem);

  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect(certificate.checkPrivateKey(key)).toBe(true);
  expect(key.asymmetricKeyDetails?.namedCurve).toBe("prime256v1");
  expect([certificate.subject, certificate.issuer]).toEqual(["CN=unknown.invalid", "CN=unknown.invalid"]);
  expect(certificate.subjectAltName).toBe("DNS:unknown.invalid");
  expect(certificate.ca).toBe(false);
  expect([new Date(certificate.validFrom), new Date(certificate.validTo)]).toEqual([
    NOW,
    new Date("2036-11-23T12:00:00Z"),
  ]);
  expect(pem.split("\n").filter((line) => line.startsWith("-----BEGIN"))).toEqual([
    "-----BEGIN CERTIFICATE-----",
    "-----BEGIN PRIVATE KEY-----",
  ]);
  expect(pem).not.toMatch(/\r|\n\n/);
});

it("is different each time", () => {
  const serials = Array.from(
    { length: 20 },
    () => new X509Certificate(createDefaultCertificate()).serialNumber,
  );

  expect(new Set(serials).size).toBe(20);
  for (const serial of serials) expect(serial).toMatch(/^[4-7][0-9A-F]{31}$/);
});

it("writes times from 2050 as RFC 5280 requires", () => {
  const certificate = new X509Certificate(createDefaultCertificate(new Date("2045-06-01T00:00:00Z")));

  expect(new Date(certificate.validTo)).toEqual(new Date("2055-06-01T00:00:00Z"));
});
