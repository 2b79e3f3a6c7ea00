import { AcmeError } from "@haproxy-mcp/acme-manager";
import { expect, it } from "vitest";
import { deleteCert } from "../../src/tools/catalog/certificates/delete-cert.js";
import { certificateRow } from "../support/rows.js";
import { callTool, fails, missingInText, returns } from "../support/tool-calls.js";

it("haproxy_delete_cert shows the file that it deleted", async () => {
  const called = await callTool(
    deleteCert,
    { certificates: { remove: returns(certificateRow()) } },
    { domain: "d1.example.test" },
  );

  expect(called.data).toMatchInlineSnapshot(`
    {
      "file": "d1.example.test.pem",
      "name": "d1.example.test",
      "names": [
        "d1.example.test",
        "*.d1.example.test",
      ],
      "revoked": false,
    }
  `);
  expect(called.text).toMatchInlineSnapshot(
    `"d1.example.test (d1.example.test, *.d1.example.test) is no longer served; d1.example.test.pem was deleted"`,
  );
  expect(missingInText(called)).toEqual([]);
});

it("haproxy_delete_cert refuses a name that is not found", async () => {
  const { text } = await callTool(
    deleteCert,
    {
      certificates: {
        remove: fails(new AcmeError("CERTIFICATE_NOT_FOUND", "there is no certificate d9.example.test")),
      },
    },
    { domain: "d9.example.test" },
  );

  expect(text).toMatchInlineSnapshot(
    `"CERTIFICATE_NOT_FOUND: there is no certificate d9.example.test. Nothing was changed. See haproxy_list_certs."`,
  );
});
