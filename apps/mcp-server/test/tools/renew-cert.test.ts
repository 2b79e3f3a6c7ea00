import { AcmeError } from "@haproxy-mcp/acme-manager";
import { expect, it } from "vitest";
import { renewCert } from "../../src/tools/catalog/certificates/renew-cert.js";
import { certificateRow, DEPLOYMENT } from "../support/rows.js";
import { callTool, fails, missingInText, returns } from "../support/tool-calls.js";

it("haproxy_renew_cert shows the new certificate and how it was deployed", async () => {
  const called = await callTool(
    renewCert,
    { certificates: { renew: returns({ record: certificateRow(), deployment: DEPLOYMENT }) } },
    { domain: "d1.example.test", force: true },
  );

  expect(called.data).toMatchInlineSnapshot(`
    {
      "certificate": {
        "days_left": 60,
        "driver": "embedded",
        "file": "d1.example.test.pem",
        "issuer": "Example CA",
        "managed": true,
        "name": "d1.example.test",
        "names": [
          "d1.example.test",
          "*.d1.example.test",
        ],
        "not_after": "2026-11-30T00:00:00.000Z",
        "renew_at": "2026-10-31T00:00:00.000Z",
        "served": "yes",
        "state": "valid",
      },
      "deployment": {
        "file": "d1.example.test.pem",
        "handshake": "verified",
        "method": "runtime",
        "reloads": 0,
      },
      "renewed": true,
    }
  `);
  expect(called.text).toMatchInlineSnapshot(`
    "Renewed d1.example.test (*.d1.example.test): valid, 60 days left, from Example CA, next renewal 2026-10-31T00:00:00.000Z, served
    Served with no reload; verified by a TLS handshake"
  `);
  expect(missingInText(called)).toEqual([
    "certificate.served",
    "certificate.file",
    "certificate.not_after",
    "certificate.driver",
    "deployment.file",
    "deployment.method",
  ]);
});

it("haproxy_renew_cert refuses a name that is not found", async () => {
  const { text } = await callTool(
    renewCert,
    {
      certificates: {
        renew: fails(new AcmeError("CERTIFICATE_NOT_FOUND", "there is no certificate d9.example.test")),
      },
    },
    { domain: "d9.example.test" },
  );

  expect(text).toMatchInlineSnapshot(
    `"CERTIFICATE_NOT_FOUND: there is no certificate d9.example.test. Nothing was changed. See haproxy_list_certs."`,
  );
});
