import { expect, it } from "vitest";
import { issueCert } from "../../src/tools/catalog/certificates/issue-cert.js";
import { certificateRow, DEPLOYMENT } from "../support/rows.js";
import { callTool, missingInText, returns } from "../support/tool-calls.js";

it("haproxy_issue_cert shows the new certificate and how it was deployed", async () => {
  const called = await callTool(
    issueCert,
    {
      challenge: "dns-01",
      certificates: { issue: returns({ record: certificateRow(), deployment: DEPLOYMENT }) },
    },
    { domain: "d1.example.test", wildcard: true },
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
      "issued": true,
      "names": [
        "d1.example.test",
        "*.d1.example.test",
      ],
    }
  `);
  expect(called.text).toMatchInlineSnapshot(`
    "Issued d1.example.test (*.d1.example.test): valid, 60 days left, from Example CA, next renewal 2026-10-31T00:00:00.000Z, served
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

it("haproxy_issue_cert refuses what is no name", async () => {
  const { text } = await callTool(
    issueCert,
    { challenge: "dns-01" },
    { domain: "not a name", wildcard: false },
  );

  expect(text).toMatchInlineSnapshot(
    `"INVALID_NAMES: name: must not contain " "; a domain name looks like api.example.com. Nothing was changed. Correct the names; wildcards need ACME_CHALLENGE=dns-01."`,
  );
});
