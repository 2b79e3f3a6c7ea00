import type { AdoptableSite, ConfigFile } from "@haproxy-mcp/haproxy-host";
import { adoptSite } from "../adopt/adopt-site.js";
import {
  assertEnough,
  assertLoaded,
  assertNothingServed,
  assertSeeded,
  assertTakeable,
  assertUnedited,
  assertWritable,
  noSite,
} from "../adopt/assert-allowed.js";
import { deploy, losesSocket } from "../adopt/deploy.js";
import { changedFiles, describePatch, withoutPoolsBetween } from "../adopt/describe-patch.js";
import { noteAdoption } from "../adopt/note-adoption.js";
import { type Adoption, readAdoption } from "../adopt/read-adoption.js";
import { SITE_COLUMNS } from "../adopt/site-columns.js";
import { describeDryRun, questionOf, stepsOf } from "../adopt/steps.js";
import { describeFinding } from "../checks/finding.js";
import { createLog } from "../program/log.js";
import { createServices } from "../services.js";
import { loadMachineConfig } from "../settings/settings-file.js";
import { createLocalCaller } from "./callers/local-caller.js";
import type { Output } from "./callers/tool-caller.js";
import { confirmed } from "./confirm.js";
import { EXIT } from "./exit-codes.js";
import type { Column } from "./output/cell.js";
import { type Form, readForm, renderItems } from "./output/render-output.js";
import { writeText } from "./output/wrap-text.js";
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
    quiet: { type: "boolean", summary: "print nothing but errors; the exit code has the outcome" },
  },
  examples: [
    "adopt /etc/haproxy/haproxy.cfg",
    "adopt /etc/haproxy/haproxy.cfg --write --site shop.example.com",
  ],
  async run(call) {
    const { environment, positionals, options, signal } = call;
    const [given = ""] = positionals;
    const isRemoval = options.remove === true;
    const isDryRun = options["dry-run"] === true;
    const config = await loadMachineConfig(environment, { defaults: { LOG_LEVEL: "WARNING" } });
    const path = options.write === true ? await assertWritable(given, config) : given;
    const adoption = await readAdoption(path, config, options.site);
    const sites = adoption.sites.filter(({ domain }) => domain === (options.site ?? domain));
    if (options.site !== undefined && sites.length === 0) {
      writeText(process.stderr, `${noSite(options.site)} Nothing was changed.\n`);
      return EXIT.notFound;
    }
    const wanted = isRemoval ? adoption.unpatched : adoption.patch.files;
    if (options.write !== true) return show(adoption, sites, wanted, call, options.wide === true);

    const { host, loadBalancer } = createServices(config, createLog(config.logLevel));
    if (isRemoval) {
      assertUnedited(adoption);
      assertNothingServed(await loadBalancer.read({ signal }));
    } else {
      assertEnough(adoption);
      await assertSeeded(config);
    }
    const written = changedFiles(adoption, wanted);
    const [site] = options.site === undefined || isRemoval ? [] : sites;
    if (site !== undefined) {
      assertTakeable(site, options["accept-losses"] === true);
      if (host === undefined) assertLoaded(written);
    }
    const canReload = host !== undefined && !losesSocket(adoption, wanted);
    const steps = stepsOf({ written, site, canReload });
    const form = formOf(call);
    const say = (text: string) => {
      if (form.output === "table" && !form.isQuiet) writeText(process.stdout, text);
    };
    if (steps.length === 0) say("Nothing to write.\n");
    if (steps.length > 0 && !isDryRun && options.yes !== true)
      if (!(await confirmed(questionOf(steps), process, signal))) return EXIT.refused;
    let taken: Output | undefined;
    if (written.length > 0) {
      say(await deploy(adoption, wanted, { config, host, canReload, isDryRun, signal }));
      if (isDryRun) say(describeDryRun(steps));
      else await noteAdoption(config, { config: path, remove: isRemoval }, written, options.reason);
    }
    // before the files are written, a dry run has no pools to plan with
    if (site !== undefined && !(isDryRun && written.length > 0)) {
      taken = await takeOver(site, adoption.sites, isDryRun, call);
      say(`${adoptSite.summarise(taken as never)}\n`);
    }
    if (form.output === "json" && !form.isQuiet) printJson({ dry_run: isDryRun, steps, written, taken });
    if (form.output === "name" && !form.isQuiet)
      process.stdout.write(taken === undefined ? "" : `${taken["domain"]}\n`);
    return EXIT.done;
  },
});

function formOf({ options, environment }: Call): Form {
  return readForm({ table: TABLE }, options as Parameters<typeof readForm>[1], process.stdout, environment);
}

function show(
  adoption: Adoption,
  sites: readonly AdoptableSite[],
  wanted: readonly ConfigFile[],
  call: Call,
  isWide: boolean,
): number {
  const { output, columns, screen, isQuiet } = formOf(call);
  const { findings } = adoption.patch;
  const patch = describePatch(adoption, wanted);
  const code = findings.length === 0 ? EXIT.done : EXIT.degraded;
  if (isQuiet) return code;
  if (output === "json") printJson({ sites, findings, patch });
  else
    process.stdout.write(
      renderItems(columns as readonly Column<AdoptableSite>[], sites, { output, columns, screen }),
    );
  if (output === "table") {
    if (sites.length === 0) writeText(process.stdout, "No rule names a site; --site DOMAIN judges one.\n");
    for (const finding of findings) writeText(process.stdout, `error: ${describeFinding(finding)}\n`);
    const shown = isWide ? patch : withoutPoolsBetween(patch);
    process.stdout.write(shown === "" ? "\nNothing to write.\n" : `\n${shown}`);
  }
  return code;
}

/** Its servers are added with the domain, all or none, unless it shares the pool of another site. */
async function takeOver(
  { domain, backend, servers }: AdoptableSite,
  sites: readonly AdoptableSite[],
  isDryRun: boolean,
  { signal, environment, options }: Call,
): Promise<Output> {
  const list = servers.map(({ port, ...server }) => ({ ...server, http_port: port }));
  await using caller = await createLocalCaller(environment, options["reason"] as string | undefined);
  const others = sites.filter((other) => other.isTaken && other.backend === backend);
  const input = {
    domain,
    backend,
    others: others.map((other) => other.domain),
    servers: list,
    dry_run: isDryRun,
  };
  return caller.call(adoptSite, input, { signal, progress: () => {} });
}

function printJson(result: object): void {
  process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
}
