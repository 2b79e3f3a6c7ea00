import { request, startBackend, startHaproxy } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { auditConfig, renderAdditions } from "../../src/index.js";

const SITES = ["one", "two", "three", "four", "five", "six"];
const POOLS = { count: 2, slots: 1 };

it("HA3 additions serve our names and leave six sites of the operator as they are", async () => {
  let text = "";
  await using ours = await startBackend({ name: "ours" });
  await using haproxy = await startHaproxy({
    files: {
      "domains.map": "new.example.test pool_1\n.wild.example.test pool_1\n",
      "acme.map": "token answer\n",
      "servers.state": "1\n",
    },
    config: ({ dir, httpSocket, runtimeSocket, mapFile, stateFile }) => {
      const { global, frontend, end } = renderAdditions({
        pools: POOLS,
        statsSockets: [`${runtimeSocket} level admin`],
        mapFile,
        stateFile,
        challengeMapFile: `${dir}/acme.map`,
      });
      const acls = SITES.map((site) => `  acl is_${site} hdr(host) -i ${site}.example.test\n`).join("");
      const rules = SITES.map((site) => `  use_backend ${site} if is_${site}\n`).join("");
      const backends = SITES.map(
        (site) =>
          `backend ${site}\n  http-request return status 200 content-type text/plain lf-string "${site} %[req.hdr(x-real-ip)]"\n`,
      ).join("");
      text = `global
${global}
defaults
  mode http
  timeout connect 5s
  timeout client 5s
  timeout server 5s
frontend web
  bind unix@${httpSocket}
${acls}${frontend}${rules}  default_backend other
${backends}
backend other
  http-request return status 200 content-type text/plain string "other"
${end}`;
      return text;
    },
  });
  expect(
    haproxy
      .output()
      .split("\n")
      .filter((line) => /WARNING|ALERT/.test(line) && !line.includes("started as")),
  ).toEqual([]);
  await haproxy.runtime(`set server pool_1/pool_1_1 addr 127.0.0.1 port ${ours.port}`);
  await haproxy.runtime("set server pool_1/pool_1_1 state ready");
  const ask = async (host: string, path = "/") => {
    const headers = { "x-real-ip": "192.0.2.7", "x-forwarded-for": "192.0.2.7" };
    const answer = await request({ socketPath: haproxy.httpSocket }, { host, path, headers });
    return answer.status === 200 ? answer.body : answer.status;
  };

  for (const site of SITES) expect(await ask(`${site}.example.test`)).toBe(`${site} 192.0.2.7`);
  expect(await ask("new.example.test")).toBe("ours");
  expect(ours.lastHeaders()["x-real-ip"]).toBeUndefined();
  expect(ours.lastHeaders()["x-forwarded-proto"]).toBe("http");
  expect(await ask("a.b.wild.example.test")).toBe("ours");
  // HAProxy 3.4 refuses some by itself
  for (const host of [
    "unknown.example.test",
    "a,b.wild.example.test",
    "a;b.wild.example.test",
    "new.example.test:x",
  ])
    expect(["other", 400], host).toContain(await ask(host));
  expect(await ask("one.example.test", "/.well-known/acme-challenge/token")).toBe("answer");
  expect(await ask("one.example.test", "/.well-known/acme-challenge/other")).toBe("one 192.0.2.7");
  const found = auditConfig(text, {
    ...{ pools: POOLS, mapFile: haproxy.mapFile, stateFile: haproxy.stateFile, certsDir: "/certs" },
    runtime: { path: haproxy.runtimeSocket },
  });
  expect(found.filter(({ severity }) => severity === "error")).toEqual([]);
});
