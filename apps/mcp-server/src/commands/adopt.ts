import type { AdoptableSite, ConfigFile } from "@haproxy-mcp/haproxy-host";
import { adoptSite } from "../adopt/adopt-site.js";
import {
  assertEnough,
  assertLoaded,
  assertNothingServed,
  assertTakeable,
  assertWritable,
} from "../adopt/assert-allowed.js";
import { deploy } from "../adopt/deploy.js";
import { changedFiles, describePatch } from "../adopt/describe-patch.js";
import { noteAdoption } from "../adopt/note-adoption.js";
import { type Adoption, readAdoption } from "../adopt/read-adoption.js";
import { SITE_COLUMNS } from "../adopt/site-columns.js";
import { describeDryRun, questionOf, stepsOf } from "../adopt/steps.js";
import { describeFinding } from "../checks/finding.js";
import { createLog } from "../program/log.js";
import { createServices } from "../services.js";
import { loadMachineConfig } from "../settings/settings-file.js";
import { createLocalCaller } from "./callers/local-caller.js";
import { confirmed } from "./confirm.js";
import { EXIT } from "./exit-codes.js";
import { readForm } from "./output/render-output.js";
import { renderTable } from "./output/render-table.js";
import { fieldsOf } from "./tool-options.js";
import { type Call, defineVerb } from "./verb.js";

const TABLE = { items: () => [], columns: SITE_COLUMNS };

export const adopt = defineVerb({
  name: "adopt",
  summary: "show what an existing haproxy.cfg needs, and take over its sites one at a time",
  positionals: [{ name: "CFG" }],
  options: {
    site: { type: "string", value: "DOMAIN", summary: "show, or with --write take over, only this site" },
    write: { type: "boolean", summary: "write the patch and reload HAProxy; the old file is kept" },
    remove: { type: "boolean", summary: "take the blocks of an earlier patch out again" },
    "dry-run": { type: "boolean", summary: "with --write, only show what it would do" },
    yes: { type: "boolean", summary: "do not ask before it writes something" },
    "accept-losses": { type: "boolean", summary: "take a site over though it would lose something" },
    reason: { type: "string", value: "TEXT", summary: "why, for the history" },
    output: { type: "string", value: "FORM", default: "table", summary: "table, json, or name: names alone" },
    fields: {
      type: "string",
      value: "LIST",
      summary: `columns to show, of ${fieldsOf(SITE_COLUMNS).join(",")}`,
    },
    wide: { type: "boolean", summary: "show every column, and cut nothing" },
  },
  examples: [
    "adopt /etc/haproxy/haproxy.cfg",
    "adopt /etc/haproxy/haproxy.cfg --write --site shop.example.com",
  ],
  async run(call) {
    const { environment, positionals, options, signal } = call;
    const [path = ""] = positionals;
    const isRemoval = options.remove === true;
    const isDryRun = options["dry-run"] === true;
    const config = await loadMachineConfig(environment, { defaults: { LOG_LEVEL: "WARNING" } });
    const adoption = await readAdoption(path, config, options.site);
    const sites = adoption.sites.filter(({ domain }) => domain === (options.site ?? domain));
    const wanted = isRemoval ? adoption.unpatched : adoption.patch.files;
    if (options.write !== true) return show(adoption, sites, wanted, call);

    const { host, loadBalancer } = createServices(config, createLog(config.logLevel));
    await assertWritable(path, config);
    if (isRemoval) assertNothingServed(await loadBalancer.read({ signal }));
    else assertEnough(adoption);
    const written = changedFiles(adoption, wanted);
    const [site] = options.site === undefined || isRemoval ? [] : [sites[0]];
    if (options.site !== undefined && !isRemoval) {
      assertTakeable(site, options.site, options["accept-losses"] === true);
      if (host === undefined) assertLoaded(written);
    }
    const steps = stepsOf({ written, site, canReload: host !== undefined });
    if (steps.length === 0) return print("Nothing to write.\n");
    if (!isDryRun && options.yes !== true && !(await confirmed(questionOf(steps), process, signal)))
      return EXIT.refused;
    if (written.length > 0) {
      const done = await deploy(adoption, wanted, { config, host, isDryRun, signal });
      if (isDryRun) return print(describeDryRun(steps));
      print(done);
      await noteAdoption(config, { config: path, remove: isRemoval }, written, options.reason);
    }
    if (site !== undefined) await takeOver(site, isDryRun, call);
    return EXIT.done;
  },
});

function show(
  adoption: Adoption,
  sites: readonly AdoptableSite[],
  wanted: readonly ConfigFile[],
  { options, environment }: Call,
): number {
  const form = readForm(
    { table: TABLE },
    options as Parameters<typeof readForm>[1],
    process.stdout,
    environment,
  );
  const { findings } = adoption.patch;
  const patch = describePatch(adoption, wanted);
  if (form.output === "json")
    process.stdout.write(`${JSON.stringify({ sites, findings, patch }, undefined, 2)}\n`);
  else if (form.output === "name") process.stdout.write(sites.map(({ domain }) => `${domain}\n`).join(""));
  else {
    process.stdout.write(renderTable(form.columns, sites as readonly never[], form.screen));
    for (const finding of findings) process.stdout.write(`error: ${describeFinding(finding)}\n`);
    process.stdout.write(patch === "" ? "\nNothing to write.\n" : `\n${patch}`);
  }
  return findings.length === 0 ? EXIT.done : EXIT.degraded;
}

/** Its servers are added with the domain, all or none. */
async function takeOver(
  { domain, backend, servers }: AdoptableSite,
  isDryRun: boolean,
  { signal, environment, options, withVerbs }: Call,
): Promise<void> {
  const list = servers.map(({ name, ip, port, weight, state }) => ({
    ...{ name, ip, http_port: port, weight, state },
  }));
  await using caller = await createLocalCaller(environment, options["reason"] as string | undefined);
  const input = { domain, backend, servers: list, dry_run: isDryRun };
  const output = await caller.call(adoptSite, input, { signal, progress: () => {} });
  print(`${await withVerbs(adoptSite.summarise(output as never))}\n`);
}

function print(text: string): number {
  process.stdout.write(text);
  return EXIT.done;
}
