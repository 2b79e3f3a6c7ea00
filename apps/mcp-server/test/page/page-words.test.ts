import { expect, it } from "vitest";
import { inPageWords } from "../../src/page/page-words.js";

it.each([
  ["1 session left, see haproxy_wait_drain", "1 session left, see the sessions of the server"],
  ["Next, call haproxy_issue_cert for a.test", "Next, use “Issue a certificate” in Certificates for a.test"],
  ["Call haproxy_add_domain with replace to", "Use “Add a domain” with replace to"],
  ["or haproxy_save_state with adopt_running to keep", "or “Adopt what runs” in Differences to keep"],
  ["call haproxy_save_state (haproxy-mcp restore)", "use `haproxy-mcp save` (haproxy-mcp restore)"],
  ["call haproxy_unheard_of", "call haproxy_unheard_of"],
])("puts its own words into %j", (text, words) => {
  expect(inPageWords(text)).toBe(words);
});
