import { expect, it } from "vitest";
import { listCerts } from "../../src/tools/catalog/certificates/list-certs.js";
import { certificateRow } from "../support/rows.js";
import { callTool, missingInText, returns } from "../support/tool-calls.js";

it("haproxy_list_certs lists certificates with what ends when", async () => {
  const called = await callTool(listCerts, { certificates: { list: returns([certificateRow()]) } }, {});

  expect(called.data).toMatchInlineSnapshot(`
    {
      "certificates": [
        {
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
      ],
      "total": 1,
    }
  `);
  expect(called.text).toMatchInlineSnapshot(`
    "1 of 1 certificate
    d1.example.test (*.d1.example.test): valid, 60 days left, from Example CA, next renewal 2026-10-31T00:00:00.000Z, served"
  `);
  expect(missingInText(called)).toEqual([
    "certificates[0].served",
    "certificates[0].file",
    "certificates[0].not_after",
    "certificates[0].driver",
  ]);
});

it("haproxy_list_certs refuses days that are no number", async () => {
  const { text } = await callTool(listCerts, {}, { expiring_within_days: "soon" });

  expect(text).toMatchInlineSnapshot(
    `"INVALID_INPUT: expiring_within_days: must be a whole number from 0 to 36500, not "soon". Nothing was changed. Correct the arguments."`,
  );
});
