import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../root.mjs";
import { Stop } from "../stop.mjs";
import { doWhatIsNext } from "./next-commands.mjs";
import { until } from "./until.mjs";

const EXAMPLE = join(ROOT, "examples/adopt");
const CONFIG = "/etc/haproxy/haproxy.cfg";
const ADOPT = ["haproxy-mcp", "adopt", CONFIG];
const WRITE = [...ADOPT, "--write", "--yes"];
const SITES = ["www", "shop", "blog", "api"].map((name) => `${name}.example.test`);
const LOSSES = "--accept-losses";

/**
 * The configuration of docs/adopting.md as Debian's HAProxy has it, and its servers.
 *
 * @param {string} local the machine's /usr/local
 */
export function installSites(local) {
  const text = readFileSync(join(EXAMPLE, "haproxy.cfg"), "utf8");
  writeFileSync(join(local, "haproxy.cfg"), text.replace("/tmp/adopt/admin.sock", "/run/haproxy/admin.sock"));
  cpSync(join(EXAMPLE, "sites.cfg"), join(local, "sites.cfg"));
}

/**
 * What docs/adopting.md says for an HAProxy that serves sites already: each is served all the time, before and after restarts, and the file
 * is the operator's again at the end.
 *
 * @param {import("./machine.mjs").Machine["run"]} run
 */
export async function walkOwnHaproxy(run) {
  await run("systemd-run", "--quiet", "/usr/sbin/haproxy", "-db", "-f", "/usr/local/sites.cfg");
  await run("mkdir", "-p", "/etc/haproxy");
  await run("cp", "/usr/local/haproxy.cfg", CONFIG);
  await run("systemctl", "enable", "--quiet", "--now", "haproxy.service");
  await until("the sites are served", () => assertServed(run));
  const settings = [`HAPROXY_CONFIG_FILE=${CONFIG}`, "HAPROXY_SOCKET=/run/haproxy-mcp/haproxy.sock"];
  // exits with 5: its own haproxy.cfg is not the one that init would write
  const init = ["env", ...settings, "haproxy-mcp", "init", "--write"].join(" ");
  await doWhatIsNext(run, await run("sh", "-c", `${init} || [ $? = 5 ]`));
  const steps = [
    WRITE,
    ["haproxy-mcp", "doctor"],
    [...WRITE, "--site", "www.example.test"],
    [...WRITE, "--site", "blog.example.test"],
    [...WRITE, "--site", "api.example.test", LOSSES],
    ["haproxy-mcp", "undo"],
    [...WRITE, "--site", "api.example.test", LOSSES],
    ["systemctl", "restart", "haproxy.service", "haproxy-mcp.service"],
    ["haproxy-mcp", "domains", "list"],
  ];
  for (const step of steps) {
    console.log(`$ ${step.join(" ")}`);
    process.stdout.write(await run(...step));
    await assertServed(run);
  }
  await until("doctor finds no error", () => run("haproxy-mcp", "doctor"));
  for (const site of ["www", "blog", "api"])
    await run("haproxy-mcp", "domains", "remove", `${site}.example.test`, "--yes");
  process.stdout.write(await run(...WRITE, "--remove"));
  await assertServed(run);
  await run("cmp", "/usr/local/haproxy.cfg", CONFIG);
}

/** @param {import("./machine.mjs").Machine["run"]} run */
async function assertServed(run) {
  for (const site of SITES) {
    const shown = await run("curl", "-sS", "--fail", "-H", `Host: ${site}`, "http://127.0.0.1:8090/");
    if (!shown.startsWith(site)) throw new Stop(`HAProxy returned for ${site}: ${shown}`);
  }
}
