import { AcmeError } from "@haproxy-mcp/acme-manager";
import { expect, it } from "vitest";
import { certInfo } from "../../src/tools/catalog/certificates/cert-info.js";
import { certificateRow } from "../support/rows.js";
import { callTool, fails, missingInText, returns } from "../support/tool-calls.js";

it("haproxy_cert_info shows one certificate in full", async () => {
  const called = await callTool(
    certInfo,
    { certificates: { info: returns(certificateRow()) } },
    { domain: "d1.example.test" },
  );

  expect(called.data).toMatchInlineSnapshot(`
    {
      "days_left": 60,
      "deployed": true,
      "driver": "embedded",
      "file": "d1.example.test.pem",
      "issuer": "Example CA",
      "key_type": "EC P-256",
      "managed": true,
      "name": "d1.example.test",
      "names": [
        "d1.example.test",
        "*.d1.example.test",
      ],
      "not_after": "2026-11-30T00:00:00.000Z",
      "not_before": "2026-09-01T00:00:00.000Z",
      "renew_at": "2026-10-31T00:00:00.000Z",
      "serial": "0A1B",
      "served": "yes",
      "sha1": "CD34",
      "sha256": "AB12",
      "state": "valid",
    }
  `);
  expect(called.text).toMatchInlineSnapshot(`
    "d1.example.test (*.d1.example.test): valid, 60 days left, from Example CA, next renewal 2026-10-31T00:00:00.000Z, served
    valid from 2026-09-01T00:00:00.000Z to 2026-11-30T00:00:00.000Z
    key EC P-256, serial 0A1B, SHA-256 AB12"
  `);
  expect(missingInText(called)).toEqual(["served", "file", "driver", "sha1"]);
});

it("haproxy_cert_info refuses a name that is not found", async () => {
  const { text } = await callTool(
    certInfo,
    {
      certificates: {
        info: fails(new AcmeError("CERTIFICATE_NOT_FOUND", "there is no certificate d9.example.test")),
      },
    },
    { domain: "d9.example.test" },
  );

  expect(text).toMatchInlineSnapshot(
    `"CERTIFICATE_NOT_FOUND: there is no certificate d9.example.test. Nothing was changed. See haproxy_list_certs."`,
  );
});
