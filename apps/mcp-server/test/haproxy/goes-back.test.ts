import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@haproxy-mcp/test-haproxy";
import { domainPatternSchema } from "@haproxy-mcp/validation";
import { expect, it } from "vitest";
import { createGoesBack } from "../../src/adopt/goes-back.js";
import { loadConfig } from "../../src/settings/config.js";

const RULE = "  use_backend shop if { hdr(host) -i shop.example.org }\n";
const OTHER = "  use_backend blog if { hdr(host) -i blog.example.org }\n";
const frontend = (...lines: readonly string[]) =>
  `frontend web\n  mode http\n${lines.join("")}backend shop\n  mode http\nbackend blog\n  mode http\n`;

it.each([
  ["its rule is there", frontend(RULE, OTHER), true],
  ["its rule names another backend", frontend(RULE.replace("backend shop", "backend blog"), OTHER), true],
  ["its rule is gone", frontend(OTHER), false],
  ["its backend serves every name", frontend(OTHER, "  default_backend shop\n"), true],
  ["another backend serves every name", frontend(OTHER, "  default_backend blog\n"), false],
  ["its section is a listen", "listen shop\n  mode http\n  server web1 192.0.2.1:80\n", true],
  ["a rule's list can't be read", frontend(OTHER.replace("-i", "-i -f /nowhere.lst")), true],
  ["there is no file", undefined, true],
])("a site goes back: %s", async (_what, text, goesBack) => {
  await using folder = await temporaryFolder();
  const configFile = join(folder.path, "haproxy.cfg");
  if (text !== undefined) await writeFile(configFile, text);
  const ask = createGoesBack(loadConfig({ HAPROXY_CONFIG_FILE: configFile }));

  expect(await ask(domainPatternSchema.parse("shop.example.org"), "shop")).toBe(goesBack);
});
