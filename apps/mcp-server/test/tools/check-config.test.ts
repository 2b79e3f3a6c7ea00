import { expect, it } from "vitest";
import { checkConfig } from "../../src/tools/catalog/configuration/check-config.js";
import { callTool, missingInText, returns } from "../support/tool-calls.js";

it("haproxy_check_config lists every finding with file and line", async () => {
  const called = await callTool(
    checkConfig,
    {
      host: {
        check: returns({
          ok: false,
          problems: [
            {
              severity: "alert",
              message: "unknown keyword 'nonsense'",
              file: "/etc/haproxy/haproxy.cfg",
              line: 7,
            },
          ],
        }),
      },
    },
    {},
  );

  expect(called.data).toMatchInlineSnapshot(`
    {
      "problems": [
        {
          "file": "/etc/haproxy/haproxy.cfg",
          "line": 7,
          "severity": "alert",
          "text": "unknown keyword 'nonsense'",
        },
      ],
      "total": 1,
      "valid": false,
    }
  `);
  expect(called.text).toMatchInlineSnapshot(`
    "HAProxy refuses its configuration
    alert: /etc/haproxy/haproxy.cfg:7: unknown keyword 'nonsense'"
  `);
  expect(missingInText(called)).toEqual(["total"]);
});

it("haproxy_check_config fails without a host", async () => {
  const { text } = await callTool(checkConfig, {}, {});

  expect(text).toMatchInlineSnapshot(
    `"NOT_FOUND: HAPROXY_HOST_KIND is none: this server can neither check nor reload HAProxy. Nothing was changed. An operator must correct HAPROXY_HOST_KIND, HAPROXY_CONTAINER or HAPROXY_UNIT."`,
  );
});
