import { readmeExample, startBind, startPebble } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { startTlsHaproxy } from "./deploy/tls-haproxy.js";

it("LI8 issues a certificate as the README shows", async () => {
  await using bind = await startBind({ zones: ["example.test"] });
  await using pebble = await startPebble({ dnsPort: bind.port });
  await using at = await startTlsHaproxy();

  const { stdout, expected } = await readmeExample(new URL("..", import.meta.url), {
    env: {
      DATA: at.haproxy.dir,
      HAPROXY_SOCKET: at.haproxy.runtimeSocket,
      HTTPS_PORT: String(at.tls.port),
      DNS_PORT: String(bind.port),
      DNS_KEY_FILE: bind.keyFile,
      CA_URL: pebble.directoryUrl,
      CA_FILE: pebble.serverCa.caFile,
    },
  });

  expect(stdout).toBe(expected);
  expect(await bind.texts("_acme-challenge.example.test")).toEqual([]);
});
