import { Stop } from "../stop.mjs";
import { doWhatIsNext } from "./next-commands.mjs";
import { readmeCommands } from "./readme-commands.mjs";
import { ROOT_URL, SETTINGS, START } from "./test-ca.mjs";
import { until } from "./until.mjs";

const DOMAIN = "shop.example.test";
const SITE =
  'require("node:http").createServer((_, response) => response.end("hello")).listen(18081, "127.0.0.1")';
const SERVER = "http://127.0.0.1:8000/mcp";
const CA_FILE = "/tmp/root.pem";

/**
 * What docs/operating.md says for a new machine with Debian's HAProxy, then a domain over the server that its unit started, with a
 * certificate of a test CA.
 *
 * @param {import("./machine.mjs").Machine["run"]} run
 */
export async function walkNewMachine(run) {
  for (const command of START)
    await run("systemd-run", "--quiet", "--setenv=PEBBLE_VA_NOSLEEP=1", ...command);
  const settings = Object.entries(SETTINGS).map(([name, value]) => `${name}=${value}`);
  for (const line of readmeCommands("haproxy-mcp init")) {
    console.log(`$ ${line}`);
    const shown = await run("env", ...settings, ...line.split(" "));
    if (!line.endsWith("--write")) continue;
    if (!shown.includes("HAPROXY_HOST_KIND=systemd: ")) throw new Stop("init does not pick systemd");
    await doWhatIsNext(run, shown);
  }
  await run("systemd-run", "--quiet", "/usr/local/bin/node", "--eval", SITE);
  await until("the server of the unit lists its domains", () =>
    run("haproxy-mcp", "domains", "list", "--url", SERVER),
  );
  await until("the test CA responds", () =>
    run("curl", "--silent", "--fail", "--insecure", "--output", CA_FILE, ROOT_URL),
  );
  for (const verb of [["domains", "add", DOMAIN, "127.0.0.1:18081"], ["certs", "issue", DOMAIN], ["reload"]])
    process.stdout.write(await run("haproxy-mcp", ...verb, "--url", SERVER));
  await until("HAProxy serves the domain", () => served(run));
  await doctorReportsStopped(run);
  await run("systemctl", "restart", "haproxy.service", "haproxy-mcp.service");
  await until("HAProxy serves the domain after a restart", () => served(run));
}

/** @param {import("./machine.mjs").Machine["run"]} run */
async function doctorReportsStopped(run) {
  await run("systemctl", "stop", "haproxy-mcp.service");
  const report = await run("haproxy-mcp", "doctor").catch((error) => String(error.message));
  if (!/^error +server: nothing listens on 127\.0\.0\.1:8000.+inactive/m.test(report))
    throw new Stop(`doctor does not report the stopped server:\n${report}`);
  console.log("doctor reports the stopped server");
}

/** @param {import("./machine.mjs").Machine["run"]} run */
async function served(run) {
  const shown = await run(
    "curl",
    "--silent",
    "--fail",
    "--cacert",
    CA_FILE,
    "--resolve",
    `${DOMAIN}:443:127.0.0.1`,
    `https://${DOMAIN}/`,
  );
  if (shown !== "hello") throw new Stop(`HAProxy returned ${shown}`);
}
