import { join } from "node:path";
import { temporaryFolder } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { loadConfig } from "../../src/index.js";
import { run } from "../support/run.js";

it.each([
  ["HAPROXY_POOLCOUNT", "HAPROXY_POOL_COUNT"],
  ["HAPROXY_MAX_SLOT", "HAPROXY_MAX_SLOTS"],
  ["HAPROXY_CERT_DIR", "HAPROXY_CERTS_DIR"],
  ["haproxy_socket", "HAPROXY_SOCKET"],
  ["MCP_TRUSTED_NETWROKS", "MCP_TRUSTED_NETWORKS"],
  ["ACME_DNSWAIT", "ACME_DNS_WAIT"],
  ["CF_TOKEN", "CF_Token"],
  ["HAPROXY_MCP_TOKN", "HAPROXY_MCP_TOKEN"],
])("reports %s with the name that was meant", (name, meant) => {
  expect(loadConfig({ [name]: "1" }).unknown).toEqual([`${name} is not a setting; did you mean ${meant}?`]);
});

/** Of HAProxy (management.txt section 2, configuration.txt `external-check`), its image, acme.sh, lego, wrangler, MCP clients. */
const OTHERS =
  "HAPROXY_BRANCH HAPROXY_CFGFILES HAPROXY_CLI HAPROXY_HTTPS_LOG_FMT HAPROXY_HTTP_CLF_LOG_FMT HAPROXY_HTTP_LOG_FMT " +
  "HAPROXY_LOAD_SUCCESS HAPROXY_LOCALPEER HAPROXY_MASTER_CLI HAPROXY_MWORKER HAPROXY_MWORKER_REEXEC HAPROXY_PROCESSES " +
  "HAPROXY_PROXY_ADDR HAPROXY_PROXY_ID HAPROXY_PROXY_NAME HAPROXY_PROXY_PORT HAPROXY_SERVER_ADDR HAPROXY_SERVER_CURCONN " +
  "HAPROXY_SERVER_ID HAPROXY_SERVER_MAXCONN HAPROXY_SERVER_NAME HAPROXY_SERVER_PORT HAPROXY_SERVER_PROTO HAPROXY_SERVER_SSL " +
  "HAPROXY_STARTUPLOGS_FD HAPROXY_STARTUP_VERSION HAPROXY_TCP_CLF_LOG_FMT HAPROXY_TCP_LOG_FMT HAPROXY_SHA256 HAPROXY_UID " +
  "HAPROXY_URL HAPROXY_VERSION ACME_DIRECTORY ACME_OPENSSL_BIN CF_Account_ID CF_API_EMAIL CF_DNS_API_TOKEN CF_Email CF_Key " +
  "CF_Zone_ID CLOUDFLARE_ACCOUNT_ID CLOUDFLARE_API_KEY CLOUDFLARE_API_TOKEN CLOUDFLARE_EMAIL LOG_DIR LOG_FILE LOG_FORMAT " +
  "MCP_SERVER MCP_TIMEOUT MCP_TOOL_TIMEOUT";

it("ignores variables of other programs, empty ones, and names with other prefixes", () => {
  const environment = Object.fromEntries(OTHERS.split(" ").map((name) => [name, "1"]));

  expect(loadConfig({ ...environment, HAPROXY_POOLCOUNT: " ", LOGLEVEL: "DEBUG" }).unknown).toEqual([]);
});

it("reports every name with our prefixes in the settings file, which no other program reads", () => {
  const file = { HAPROXY_POOLS: "5", MCP_TOKEN: "secret", HTTPS_PROXY: "http://proxy", MCP_PORTS: "1" };

  expect(loadConfig({ MCP_TIMEOUT: "1" }, file).unknown).toEqual([
    "HAPROXY_POOLS is not a setting",
    "MCP_TOKEN is not a setting",
    "MCP_PORTS is not a setting; did you mean MCP_PORT?",
  ]);
});

it("warns in the log and in doctor, and starts", async () => {
  await using root = await temporaryFolder();
  const settings = {
    HAPROXY_POOLCOUNT: "5",
    HAPROXY_SOCKET: join(root.path, "none.sock"),
    HAPROXY_MAP_FILE: join(root.path, "domains.map"),
    HAPROXY_SERVERS_FILE: join(root.path, "servers.json"),
    HAPROXY_STATE_FILE: join(root.path, "servers.state"),
  };
  const text = "HAPROXY_POOLCOUNT is not a setting; did you mean HAPROXY_POOL_COUNT?";

  const restored = await run(["restore"], settings);
  const checked = await run(["doctor", "--root", root.path], settings);

  const [line = ""] = restored.stderr.split("\n");
  expect(JSON.parse(line)).toMatchObject({ level: 40, msg: text });
  expect(restored.stderr).toContain("HAPROXY_UNREACHABLE");
  expect(checked.stdout).toMatch(new RegExp(`^warning {2}settings: ${text.replace("?", "\\?")}\n +→ .+`));
});
