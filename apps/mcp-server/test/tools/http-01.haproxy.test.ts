import { freePort } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { startWithCertificates, type WithCertificates } from "../support/certificates.js";
import { openClient } from "../support/clients.js";
import { startServing } from "../support/program.js";

const issue = async ({ client }: Pick<WithCertificates, "client">, args: Readonly<Record<string, unknown>>) =>
  client.callTool({ name: "haproxy_issue_cert", arguments: args });

it("a domain without a DNS provider gets a certificate by http-01; wildcards and a missing map get precise errors", async () => {
  const httpPort = await freePort();
  const settings = { ACME_CHALLENGE: "http-01", CF_Token: "", ACME_DNS_WAIT: "600" };
  await using at = await startWithCertificates(settings, { httpPort });

  const { structuredContent } = await issue(at, { domain: "a.example.test" });

  expect(structuredContent).toMatchObject({
    issued: true,
    names: ["a.example.test"],
    certificate: { driver: "embedded", served: "yes" },
    deployment: { method: "runtime", handshake: "verified" },
  });
  expect((await at.haproxy.runtime(`show map ${at.haproxy.dir}/acme.map`)).trim()).toBe("");
  expect(at.cloudflare.requests).toEqual([]);
  const refused = await issue(at, { domain: "b.example.test", wildcard: true });
  expect(refused.content[0]?.text).toBe(
    "INVALID_NAMES: *.b.example.test needs the challenge dns-01: http-01 is for single names (RFC 8555 section 8.3). " +
      "Nothing was changed. Correct the names; wildcards need ACME_CHALLENGE=dns-01.",
  );

  await using other = await startServing(at.haproxy, {
    ...at.settings,
    HAPROXY_CHALLENGE_MAP_FILE: "/etc/haproxy/none.map",
  });
  await using client = await openClient(other.url);
  const { content } = await issue({ client }, { domain: "b.example.test", dry_run: true });
  expect(content[0]?.text).toMatch(
    /^HTTP_RESPONDER: HAProxy has no map \/etc\/haproxy\/none\.map to answer http-01 from; it has .*\. HAProxy keeps serving .* An operator must compare haproxy\.cfg with what haproxy-mcp config prints for HAPROXY_CHALLENGE_MAP_FILE, or set ACME_CHALLENGE to dns-01\.$/,
  );
});
