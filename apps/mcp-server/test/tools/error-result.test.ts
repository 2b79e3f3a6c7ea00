import { LoadBalancerError } from "@haproxy-mcp/load-balancer";
import { expect, it } from "vitest";
import { createLog } from "../../src/program/log.js";
import { errorResult } from "../../src/tools/error-result.js";

it("every refusal says what to do next", () => {
  const codes = ["STATE_TOO_SMALL", "UNCERTAIN", "ORPHANED", "NO_FREE_POOL"] as const;
  const texts = codes.map(
    (code) => errorResult(new LoadBalancerError(code, "why."), createLog("ERROR")).content[0],
  );

  expect(texts.map((content) => (content as { readonly text: string }).text)).toMatchInlineSnapshot(`
    [
      "STATE_TOO_SMALL: why. An operator must check domains.map and servers.json first: restore the files from a backup and call haproxy_restore_state; or, if the files are right, call it with allow_shrink (haproxy-mcp restore --allow-shrink); or, if HAProxy is right, call haproxy_save_state with adopt_running.",
      "UNCERTAIN: why. Nothing was changed. An operator must fix the line named above; haproxy_health shows the edit.",
      "ORPHANED: why. Nothing was changed. Call haproxy_add_domain with replace to discard those servers, or haproxy_remove_domain to delete them.",
      "NO_FREE_POOL: why. Nothing was changed. Wait as long as the message says, remove a domain, or configure more pools (HAPROXY_POOL_COUNT).",
    ]
  `);
});
