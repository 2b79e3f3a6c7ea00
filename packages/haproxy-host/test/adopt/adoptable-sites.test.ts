import { OPERATOR_CONFIGURATIONS } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { adoptableSites } from "../../src/index.js";

const PATHS = { dir: "/etc/haproxy", httpSocket: "/run/http.sock", runtimeSocket: "/run/haproxy.sock" };
const SERVERS = { shop: "192.0.2.1:8080", blog: "[2001:db8::1]:8081" };
const SETTINGS = { pools: { count: 2, slots: 2 }, mapFile: "/etc/haproxy/domains.map" };

it.each(OPERATOR_CONFIGURATIONS)(
  "$name: what each site would lose",
  ({ files, others = {}, site, table }) => {
    const known = new Map(Object.entries(others).map(([name, text]) => [`/etc/haproxy/${name}`, text]));

    const sites = adoptableSites(files(PATHS, SERVERS), { ...SETTINGS, files: known }, [site]);

    const rows = sites.map(({ domain, losses, whyNot }) => [
      domain,
      whyNot.length > 0 ? whyNot.join("; ") : losses.map(({ what }) => what),
    ]);
    expect(Object.fromEntries(rows)).toEqual(table);
    expect(sites.find(({ domain }) => domain === site)?.servers[0]).toMatchObject({
      ip: "192.0.2.1",
      port: 8080,
    });
  },
);
