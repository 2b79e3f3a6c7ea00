import { AcmeError } from "@haproxy-mcp/acme-manager";
import { expect, it } from "vitest";
import { renewAllCerts } from "../../src/tools/catalog/certificates/renew-all-certs.js";
import { DEPLOYMENT } from "../support/rows.js";
import { callTool, fails, missingInText, returns } from "../support/tool-calls.js";

it("haproxy_renew_all_certs counts results, and shows failures first", async () => {
  const called = await callTool(
    renewAllCerts,
    {
      certificates: {
        renewAll: returns([
          { name: "d1.example.test", result: "renewed", deployment: DEPLOYMENT },
          {
            name: "d2.example.test",
            result: "failed",
            error: new AcmeError("RATE_LIMITED", "the CA allows no more today"),
          },
        ]),
      },
    },
    {},
  );

  expect(called.data).toMatchInlineSnapshot(`
    {
      "failed": 1,
      "renewed": 1,
      "results": [
        {
          "code": "RATE_LIMITED",
          "name": "d2.example.test",
          "result": "failed",
          "why": "the CA allows no more today",
        },
        {
          "name": "d1.example.test",
          "result": "renewed",
        },
      ],
      "skipped": 0,
    }
  `);
  expect(called.text).toMatchInlineSnapshot(`
    "1 renewed, 0 not due, 1 failed
    d2.example.test failed: the CA allows no more today
    d1.example.test renewed"
  `);
  expect(missingInText(called)).toEqual(["results[0].code"]);
});

it("haproxy_renew_all_certs fails when another process holds the lock", async () => {
  const { text } = await callTool(
    renewAllCerts,
    { certificates: { renewAll: fails(new AcmeError("LOCKED", "another process renews certificates")) } },
    {},
  );

  expect(text).toMatchInlineSnapshot(
    `"LOCKED: another process renews certificates. HAProxy keeps serving the same certificates. Try again when the other operation has finished."`,
  );
});
