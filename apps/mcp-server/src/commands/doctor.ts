import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createRuntimeApiClient } from "@haproxy-mcp/runtime-api-client";
import { tokenFilesOf } from "../access/token-files.js";
import { checkFolder, checkServed } from "../checks/certificates.js";
import { checkConfiguration } from "../checks/configuration.js";
import { type DescriptorLimits, descriptorLimits } from "../checks/descriptor-limits.js";
import { checkDomains } from "../checks/domains.js";
import { checkDrift, type DriftCheck } from "../checks/drift.js";
import { type Check, warning } from "../checks/finding.js";
import { checkHost } from "../checks/host.js";
import { checkInstallation } from "../checks/installation.js";
import { checkRights } from "../checks/runtime-api.js";
import { checkServer } from "../checks/server.js";
import { checkState, withLines } from "../checks/state.js";
import { checkServedTokens, checkToken } from "../checks/token.js";
import { checkInstalledVerdict, checkVerdict } from "../checks/verdict.js";
import { createStore } from "../create-store.js";
import { createOwnEndpoints } from "../haproxy/own-endpoints.js";
import { installedProgram } from "../init/installed-program.js";
import { SERVER_UNIT_FILE } from "../init/units.js";
import { createLog } from "../program/log.js";
import { createServices } from "../services.js";
import type { Config } from "../settings/config.js";
import { loadMachineConfig } from "../settings/settings-file.js";
import { askServer, unitState } from "./ask-server.js";
import { errorsIn, renderReport } from "./doctor-report.js";
import { EXIT } from "./exit-codes.js";
import { writeText } from "./output/wrap-text.js";
import { defineVerb } from "./verb.js";

export const doctor = defineVerb({
  name: "doctor",
  summary: "check everything and show how to fix what is wrong; exits with 5 on errors",
  options: {
    all: { type: "boolean", default: false, summary: "show every line that a finding stands for" },
    root: {
      type: "string",
      value: "DIR",
      default: "/",
      summary: "check only the files, with DIR as the root folder",
    },
    program: {
      type: "string",
      value: "PATH",
      summary: "program that the units start (default: this one)",
    },
  },
  examples: ["doctor", "doctor --all"],
  async run({ environment, options: { all, root, program = installedProgram() }, signal, withVerbs }) {
    const config = await loadMachineConfig(environment, { defaults: { LOG_LEVEL: "ERROR" }, root });
    const running = root === "/" ? checkRunning(config, signal) : undefined;
    const checks = [
      ...checkSettings(config),
      ...checkFiles(config, root, program, running, signal),
      ...(running?.checks ?? []),
    ];
    const done = await Promise.all(checks.map(async ([name, check]) => ({ name, ...(await check) })));
    writeText(process.stdout, await withVerbs(renderReport(done, all)));
    return errorsIn(done) === 0 ? EXIT.done : EXIT.degraded;
  },
});

/** What is asked of the running HAProxy. */
interface Running {
  readonly checks: Checks;
  readonly drift: Promise<DriftCheck>;
  readonly limits: Promise<DescriptorLimits | undefined>;
  readonly served: ReturnType<typeof checkServed>;
  readonly tokens: ReturnType<typeof checkServedTokens> | undefined;
}

type Checks = readonly (readonly [name: string, check: Check | Promise<Check>])[];

function checkSettings({ unknown }: Config): Checks {
  const remedy = "correct or remove it; docs/settings.md lists all settings";
  const findings = unknown.map((message) => warning(message, remedy));
  return findings.length === 0 ? [] : [["settings", { findings }]];
}

function checkFiles(
  config: Config,
  root: string,
  program: string,
  running: Running | undefined,
  signal: AbortSignal,
): Checks {
  const tokenFiles = tokenFilesOf({
    mcp: { tokenFile: join(root, config.mcp.tokenFile) },
    haproxy: { mapFile: join(root, config.haproxy.mapFile) },
  });
  return [
    ["installation", checkInstallation(config, program, root)],
    ["configuration", checkConfiguration(config, root, running?.limits)],
    ["state", checkStateBeside(running?.drift, config, root, signal)],
    ["certificates", checkCertificatesBeside(running?.served, config, root)],
    ["token", checkToken(tokenFiles, running?.tokens)],
  ];
}

async function checkCertificatesBeside(
  served: Running["served"] | undefined,
  { host }: Config,
  root: string,
): Promise<Check> {
  const config = await readFile(join(root, host.configFile), "utf8").catch(() => undefined);
  const { records, findings = [] } = (await served) ?? {};
  const found = await checkFolder(join(root, host.certsDir), config, records);
  return { ...found, findings: [...found.findings, ...findings] };
}

/** Reports a line of the files once: with what HAProxy makes of it, if that is known. */
async function checkStateBeside(
  drift: Promise<DriftCheck> | undefined,
  config: Config,
  root: string,
  signal: AbortSignal,
): Promise<Check> {
  const { haproxy } = config;
  const files = {
    mapFile: join(root, haproxy.mapFile),
    serversFile: join(root, haproxy.serversFile),
    stateFile: join(root, haproxy.stateFile),
  };
  const ownEndpoints = createOwnEndpoints(config, createRuntimeApiClient({ address: haproxy.address }));
  if (root === "/") await ownEndpoints.refresh();
  const store = createStore(files, ownEndpoints.refuseServer);
  return withLines(await checkState(store, files, signal), await drift);
}

function checkRunning(config: Config, signal: AbortSignal): Running {
  const { host, loadBalancer, runtime, certificates } = createServices(config, createLog(config.logLevel));
  const drift = checkDrift(loadBalancer, { signal });
  const rights = checkRights(runtime, signal);
  const haproxyResponds = rights.then(({ findings }) => findings.length === 0);
  const checks: Checks = [
    ...(host === undefined
      ? ([["HAProxy's verdict", checkInstalledVerdict(config, signal)]] as const)
      : ([
          ["HAProxy's verdict", checkVerdict(host, signal)],
          ["host", checkHost(host, signal)],
        ] as const)),
    ["Runtime API", rights],
    ["running state", drift],
    ["domains", checkDomains(loadBalancer, signal)],
    ...(existsSync(SERVER_UNIT_FILE)
      ? ([["server", checkServer(config, { unitState, ask: askServer, haproxyResponds }, signal)]] as const)
      : []),
  ];
  return {
    checks,
    drift,
    limits: descriptorLimits(config, host, signal),
    served: checkServed(certificates, signal),
    tokens:
      config.mcp.allowedHosts.length === 0
        ? undefined
        : checkServedTokens(runtime, tokenFilesOf(config), signal),
  };
}
