import { StoreError } from "@haproxy-mcp/map-store";
import { expect, it } from "vitest";
import { exportState } from "../../src/tools/catalog/transfer/export.js";
import { callTool, fails, returns } from "../support/tool-calls.js";

const server = { ip: "192.0.2.1", port: 8080, weight: 1, state: "ready" };
const SNAPSHOT = {
  state: {
    pools: new Map([
      [2, { names: new Set(["b.example.test"]), servers: new Map() }],
      [
        1,
        {
          names: new Set(["a.example.test", "www.a.example.test"]),
          servers: new Map([
            [3, { ...server, state: "drain" }],
            [1, server],
          ]),
        },
      ],
    ]),
    foreign: new Map([["intranet", "back"]]),
  },
  problems: [{ message: "is no line", file: "domains.map", line: 4 }],
};
const TOKENS = new Map([
  [
    "ci",
    {
      role: "read",
      sha256: "0".repeat(64),
      created: "2026-11-26T00:00:00Z",
      expires: "2999-01-01T00:00:00Z",
    },
  ],
  [
    "old",
    {
      role: "admin",
      sha256: "0".repeat(64),
      created: "2026-11-26T00:00:00Z",
      expires: "2026-11-26T00:00:01Z",
    },
  ],
]);

it("haproxy_export returns pools, names of valid tokens, and what is left out", async () => {
  const called = await callTool(exportState, {
    loadBalancer: { read: returns(SNAPSHOT) },
    tokens: { list: returns(TOKENS) },
  });

  expect(called.data).toMatchInlineSnapshot(`
    {
      "by_hand": [
        "intranet is routed to back",
      ],
      "document": {
        "format": "haproxy-mcp export",
        "pools": [
          {
            "domains": [
              "a.example.test",
              "www.a.example.test",
            ],
            "servers": [
              {
                "http_port": 8080,
                "ip": "192.0.2.1",
                "slot": 1,
                "state": "ready",
                "weight": 1,
              },
              {
                "http_port": 8080,
                "ip": "192.0.2.1",
                "slot": 3,
                "state": "drain",
                "weight": 1,
              },
            ],
          },
          {
            "domains": [
              "b.example.test",
            ],
            "servers": [],
          },
        ],
        "tokens": [
          {
            "expires": "2999-01-01T00:00:00Z",
            "name": "ci",
            "role": "read",
          },
        ],
        "version": 1,
      },
      "domains": 3,
      "problems": [
        "domains.map:4: is no line",
      ],
      "servers": 2,
      "tokens": 1,
    }
  `);
  expect(called.text).toMatchInlineSnapshot(`
    "3 domains, 2 servers, 1 token name
    left out: domains.map:4: is no line
    left out, managed by an operator: intranet is routed to back
    {"format":"haproxy-mcp export","version":1,"pools":[{"domains":["a.example.test","www.a.example.test"],"servers":[{"slot":1,"ip":"192.0.2.1","http_port":8080,"weight":1,"state":"ready"},{"slot":3,"ip":"192.0.2.1","http_port":8080,"weight":1,"state":"drain"}]},{"domains":["b.example.test"],"servers":[]}],"tokens":[{"name":"ci","role":"read","expires":"2999-01-01T00:00:00Z"}]}"
  `);
  expect(JSON.stringify(called)).not.toContain("000000");
});

it("haproxy_export says that tokens can't be read", async () => {
  const { data } = await callTool(exportState, {
    loadBalancer: { read: returns({ ...SNAPSHOT, problems: [] }) },
    tokens: { list: fails(new Error("tokens.json can't be read")) },
  });

  expect(data).toMatchObject({ tokens: 0, problems: ["tokens.json can't be read"] });
});

it("haproxy_export fails where the files can't be read", async () => {
  const { text } = await callTool(exportState, {
    loadBalancer: { read: fails(new StoreError("UNREADABLE", "domains.map is a folder")) },
  });

  expect(text).toMatchInlineSnapshot(
    `"UNREADABLE: domains.map is a folder. Nothing was changed. An operator must fix or restore the file; it is never overwritten."`,
  );
});
