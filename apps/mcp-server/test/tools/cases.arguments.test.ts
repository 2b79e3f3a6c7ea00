import { describe, expect, it } from "vitest";
import { issueCert } from "../../src/tools/catalog/certificates/issue-cert.js";
import { restoreState } from "../../src/tools/catalog/configuration/restore-state.js";
import { addDomain } from "../../src/tools/catalog/domains/add-domain.js";
import { listDomains } from "../../src/tools/catalog/domains/list-domains.js";
import { listFrontends } from "../../src/tools/catalog/monitoring/list-frontends.js";
import { stats } from "../../src/tools/catalog/monitoring/stats.js";
import { addServer } from "../../src/tools/catalog/servers/add-server.js";
import { addServers } from "../../src/tools/catalog/servers/add-servers.js";
import { removeServer } from "../../src/tools/catalog/servers/remove-server.js";
import type { Tool } from "../../src/tools/define-tool.js";
import { createArgumentReader } from "../../src/tools/read-arguments.js";

const read = (tool: unknown, given: unknown) => createArgumentReader((tool as Tool).input)(given);
const refusal = (tool: unknown, given: unknown) => {
  try {
    return read(tool, given);
  } catch (error) {
    return (error as Error).message;
  }
};
const domain = "a.example.test";

describe("CL5 text that spells a number, a boolean or a list is taken as that, and null as not given", () => {
  it.each<[unknown, Record<string, unknown>, Record<string, unknown>]>([
    [removeServer, { domain, slot: "1" }, { slot: 1, drain_timeout: 0 }],
    [addServer, { domain, ip: "::1", http_port: "8080", slot: " 2 " }, { http_port: 8080, slot: 2 }],
    [addServer, { domain, ip: "::1", weight: null, slot: null }, { slot: 0 }],
    [restoreState, { dry_run: "true", allow_shrink: "False" }, { dry_run: true, allow_shrink: false }],
    [stats, { sample_sec: "0.5", domain: null }, { sample_sec: 0.5 }],
    [issueCert, { domain, san: '["b.example.test"]' }, { san: ["b.example.test"] }],
    [
      addServers,
      { domain, servers: '[{"ip":"::1","http_port":"81","weight":null}]' },
      { servers: [{ ip: "::1", http_port: 81, slot: 0 }] },
    ],
    [listFrontends, null as never, {}],
  ])("%#", (tool, given, taken) => {
    expect(read(tool, given)).toMatchObject(taken);
  });

  it.each<[unknown, Record<string, unknown>, string]>([
    [removeServer, { slot: "1.5" }, 'slot: must be a whole number from 1 to 1000, not "1.5"'],
    [removeServer, { slot: "all" }, 'slot: must be a whole number from 1 to 1000, not "all"'],
    [removeServer, { slot: "" }, 'slot: must be a whole number from 1 to 1000, not ""'],
    [removeServer, { slot: null }, "slot: is required"],
    [removeServer, { slot: true }, "slot: must be a whole number from 1 to 1000, not true"],
    [
      addServer,
      { ip: "::1", http_port: "80/tcp" },
      'http_port: must be a whole number from 1 to 65535, not "80/tcp"',
    ],
    [
      addServer,
      { ip: "::1", http_port: "99999" },
      'http_port: must be a whole number from 1 to 65535, not "99999"',
    ],
    [addDomain, { replace: "yes" }, 'replace: must be true or false, not "yes"'],
    [addDomain, { replace: 1 }, "replace: must be true or false, not 1"],
    [addServer, { ip: ["::1"] }, 'ip: must be a text, not ["::1"]'],
    [addServers, { servers: '{"ip":"::1"}' }, 'servers: must be a list, not "{\\"ip\\":\\"::1\\"}"'],
    [addServers, { servers: [5] }, "servers[0]: must be an object, not 5"],
  ])("refuses %#", (tool, given, message) => {
    expect(refusal(tool, { domain, ...given })).toBe(message);
  });
});

describe("CL6 an argument that is unknown or in the wrong place gets an error that names what to use", () => {
  it.each<[unknown, Record<string, unknown>, string]>([
    [
      addServer,
      { domain, ip: "::1", port: 80 },
      "unknown argument port; did you mean http_port? Arguments: domain, slot, ip, http_port, weight",
    ],
    [
      removeServer,
      { domain, slot: 1, timeout: 5, colour: "red" },
      "unknown argument timeout; did you mean drain_timeout? unknown argument colour. Arguments: domain, slot, drain_timeout",
    ],
    [
      listDomains,
      { includeWildcards: true },
      "unknown argument includeWildcards; did you mean include_wildcards? Arguments: ",
    ],
    [listFrontends, { domain }, "unknown argument domain. Arguments: none"],
    [
      addServers,
      { domain, servers: [{ ip: "::1", port: 80 }] },
      "servers[0]: unknown argument port; did you mean http_port? Arguments: slot, ip, http_port, weight",
    ],
    [
      addServer,
      { domain, ip: "127.0.0.1:8080" },
      "ip: must be an address alone: 127.0.0.1; the port goes into http_port: 8080",
    ],
    [
      addServer,
      { domain, ip: "http://[::1]:81/" },
      "ip: must be an address alone: ::1; the port goes into http_port: 81",
    ],
    [addServer, { domain, ip: "[2001:db8::1]" }, "ip: must be an address alone: 2001:db8::1"],
    [
      addServer,
      { domain, ip: "web-1:80" },
      "ip: must be an IPv4 or IPv6 address, such as 10.0.0.1 or 2001:db8::1",
    ],
  ])("%#", (tool, given, message) => {
    expect(refusal(tool, given)).toContain(message);
  });
});
