import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@haproxy-mcp/test-haproxy";
import { domainPatternSchema } from "@haproxy-mcp/validation";
import { expect, it } from "vitest";
import { createSiteSearch } from "../../src/haproxy/sites.js";
import { createLog } from "../../src/program/log.js";
import type { Services } from "../../src/services.js";
import { loadConfig } from "../../src/settings/config.js";
import { addDomain } from "../../src/tools/catalog/domains/add-domain.js";
import { errorResult } from "../../src/tools/error-result.js";
import { ENTRY, unrecorded } from "../support/recording.js";
import { CALLER } from "../support/tool-calls.js";

const MAP = "/usr/local/etc/haproxy/domains.map";
const OURS = `  http-request set-var(txn.pool) req.hdr(host),lower,map_str(${MAP})
  use_backend %[var(txn.pool)] if { var(txn.pool) -m found }
`;
const SHOP = "  use_backend shop if { hdr(host) -i -f /usr/local/etc/haproxy/shops.lst }\n";
const frontend = (...rules: readonly string[]) =>
  `frontend web\n  mode http\n${rules.join("")}backend shop\n`;

/** What haproxy_add_domain returns, with a configuration in a file, or of several files. */
async function add(files: Readonly<Record<string, string>>, args: { domain: string; take_over?: boolean }) {
  await using folder = await temporaryFolder();
  const configFile = join(folder.path, "haproxy");
  await mkdir(configFile);
  for (const [name, text] of Object.entries(files)) await writeFile(join(configFile, name), text);
  const path = Object.keys(files).length === 1 ? join(configFile, "haproxy.cfg") : configFile;
  const added: unknown[] = [];
  const services = {
    findOperatorSite: createSiteSearch(loadConfig({ HAPROXY_CONFIG_FILE: path })),
    loadBalancer: unrecorded({
      addDomain: async (given: { domain: string }) => {
        added.push(given.domain);
        return { domain: given.domain, pool: "pool_1", sharedWith: [], servers: [] };
      },
    }),
    certificates: { list: async () => [] },
  } as unknown as Services;
  const input = addDomain.input.parse({ ...args, domain: domainPatternSchema.parse(args.domain) });
  const { signal } = new AbortController();
  try {
    await addDomain.handle(input, { services, caller: CALLER, entry: ENTRY, signal, progress: () => {} });
    return added;
  } catch (error) {
    expect(added).toEqual([]);
    return errorResult(error, createLog("ERROR"));
  }
}

it("HA14 haproxy_add_domain refuses a name that a rule of haproxy.cfg serves, and names the rule", async () => {
  const files = { "10.cfg": frontend(OURS, SHOP), "shops.lst": "shop.example.org\n", README: "x" };

  expect(await add(files, { domain: "shop.example.org" })).toMatchObject({
    isError: true,
    content: [
      {
        text:
          `SERVED_ELSEWHERE: shop.example.org is served by 10.cfg:5: ${SHOP.trim()}; the new entry would take the requests from it. ` +
          "Nothing was changed. Choose another name, or ask the operator; with take_over the name is added all the same.",
      },
    ],
    _meta: { error: { code: "SERVED_ELSEWHERE", field: "domain" } },
  });
  expect(await add(files, { domain: "shop.example.org", take_over: true })).toEqual(["shop.example.org"]);
  expect(await add(files, { domain: "new.example.org" })).toEqual(["new.example.org"]);
});

it("HA14 a wildcard above a site, and a rule before ours, are refused with what would happen", async () => {
  const first = {
    "haproxy.cfg": frontend(SHOP.replace("-f /usr/local/etc/haproxy/shops.lst", "a.example.org"), OURS),
  };

  expect(await add(first, { domain: "*.example.org" })).toMatchObject({
    content: [
      {
        text: expect.stringMatching(
          /^SERVED_ELSEWHERE: a\.example\.org, which is below \*\.example\.org, is served by haproxy\.cfg:3: .*would keep the requests/,
        ),
      },
    ],
  });
  expect(await add({ "haproxy.cfg": "no configuration" }, { domain: "a.example.org" })).toEqual([
    "a.example.org",
  ]);
});

it("HA14 sees each edit of haproxy.cfg and of the files that it names", async () => {
  await using folder = await temporaryFolder();
  const [configFile, list] = [join(folder.path, "haproxy.cfg"), join(folder.path, "shops.lst")];
  const search = createSiteSearch(loadConfig({ HAPROXY_CONFIG_FILE: configFile }));
  const ruleOf = async (name: string) => (await search(domainPatternSchema.parse(name)))?.rule;

  await writeFile(configFile, frontend(OURS, SHOP));
  await writeFile(list, "a.example.org\n");
  expect(await ruleOf("a.example.org")).toBe(`haproxy.cfg:5: ${SHOP.trim()}`);
  await writeFile(list, "b.example.org\n");
  expect([await ruleOf("a.example.org"), await ruleOf("b.example.org")]).toEqual([
    undefined,
    `haproxy.cfg:5: ${SHOP.trim()}`,
  ]);
  await writeFile(configFile, frontend(OURS));
  expect(await ruleOf("b.example.org")).toBeUndefined();
});
