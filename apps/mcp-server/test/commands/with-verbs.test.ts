import { expect, it } from "vitest";
import { withVerbs } from "../../src/commands/with-verbs.js";

it.each([
  ["Next, call haproxy_issue_cert for a.example.com", "Next, run haproxy-mcp certs issue for a.example.com"],
  ["haproxy_add_domain with replace to add it", "haproxy-mcp domains add --replace to add it"],
  ["call haproxy_unknown", "call haproxy_unknown"],
])("writes %j for the command line", async (text, expected) => {
  expect(await withVerbs(text)).toBe(expected);
});
