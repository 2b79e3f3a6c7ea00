import { join } from "node:path";
import { askFeatures, type Features, HostError, runProgram, unpatchConfig } from "@haproxy-mcp/haproxy-host";
import { readDefaultToken } from "../access/default-token.js";
import { checkFolders } from "../checks/permissions.js";
import { LOCAL_SOCKET, localSocketOf } from "../haproxy/local-socket.js";
import { configSettings } from "../haproxy/render-config.js";
import { assertKeepsSites } from "../init/assert-keeps-sites.js";
import { chooseHostKind } from "../init/choose-host-kind.js";
import { type ComparedFile, compareFiles, describeChange } from "../init/compare-files.js";
import { whyNoQuadlet } from "../init/haproxy-container.js";
import { hiddenPaths } from "../init/hidden-paths.js";
import { installedProgram } from "../init/installed-program.js";
import { nextCommands } from "../init/next-commands.js";
import { openFilesNote } from "../init/open-files.js";
import { planFiles } from "../init/plan-files.js";
import { backupOf, writeCompared } from "../init/write-file.js";
import { countOf } from "../program/count-of.js";
import { UserError } from "../program/user-error.js";
import type { Config } from "../settings/config.js";
import { loadMachineConfig } from "../settings/settings-file.js";
import { EXIT } from "./exit-codes.js";
import { defineVerb } from "./verb.js";

export const init = defineVerb({
  name: "init",
  summary: "show, or write, the files that this machine needs: haproxy.cfg, units, folders, a token",
  options: {
    write: { type: "boolean", default: false, summary: "write the files" },
    overwrite: { type: "boolean", default: false, summary: "also replace files that were edited by hand" },
    root: { type: "string", value: "DIR", default: "/", summary: "use DIR as the root folder" },
    program: {
      type: "string",
      value: "PATH",
      summary: "program that the units start (default: this one)",
    },
    quic: {
      type: "boolean",
      summary: "enable HTTP/3; --no-quic disables it (default: if HAProxy supports it)",
    },
  },
  examples: ["init", "init --write"],
  /** Exits with 5 if a file was kept that differs from the plan, or the service can't work as planned. */
  async run({ environment, options, signal }) {
    const { write, overwrite, root, program = installedProgram(), quic } = options;
    const { config, kindNote } = await configOf(environment, root);
    await assertKeepsSites(root, config).catch(cannot("read"));
    const { features, hint } = await featuresOf(config, quic, signal);
    const noQuadlet = await whyNoQuadlet(root, config);
    const units = { program, hasQuadlet: noQuadlet === undefined };
    // doctor reports one that is not valid
    const existingToken = await readDefaultToken(join(root, config.mcp.tokenFile)).catch(() => undefined);
    const files = await compareFiles(planFiles(config, features, units, existingToken), root).catch(
      cannot("read"),
    );
    const kept = files.filter(({ state }) => (state === "edited" || state === "others") && !overwrite);
    const wanted = files.filter((file) => file.state !== "same" && !kept.includes(file));

    for (const file of wanted) {
      if (write) await writeCompared(file).catch(cannot(`write ${file.place}`));
      print(write ? describeWritten(file) : describeChange(file).trimEnd());
    }
    const own = kept.find((file) => isOwnConfig(file, config));
    const isAdopted = own !== undefined && hasOurBlocks(own);
    for (const file of kept) print(file === own ? describeOwnConfig(own, isAdopted) : describeKept(file));
    const findings = [...(await hiddenPaths(config, program)), ...(await checkFolders(config, root))];
    for (const { message, remedy } of findings) print(`\nerror    ${message}\n         → ${remedy}`);
    for (const note of notesOf(config, noQuadlet)) print(`\nnote     ${note}`);
    const openFiles = await openFilesNote(configSettings(config, features));
    for (const note of [kindNote, hint, openFiles]) if (note !== undefined) print(`\nnote     ${note}`);
    print(summaryOf(write, wanted.length, files.length));
    const toAdopt = own === undefined || isAdopted ? undefined : own.path;
    const next = nextCommands(config, wanted, toAdopt);
    if (next.length > 0) print(`\n${write ? "Next" : "After that"}:\n\n  ${next.join("\n  ")}\n`);
    const isAsPlanned = kept.every((file) => file === own && isAdopted);
    return isAsPlanned && findings.length === 0 ? EXIT.done : EXIT.degraded;
  },
});

/** The settings, with how HAProxy runs on the machine, and why so where no setting says it. */
async function configOf(
  environment: Readonly<Record<string, string | undefined>>,
  root: string,
): Promise<{ readonly config: Config; readonly kindNote?: string }> {
  const options = { root, isRequired: true };
  const config = await loadMachineConfig(environment, options);
  const choice = await chooseHostKind(root, config);
  if (choice === undefined) return { config };
  const { kind = config.host.kind, why } = choice;
  const kindNote = `HAPROXY_HOST_KIND=${kind}: ${why}.`;
  if (choice.kind === undefined) return { config, kindNote };
  return {
    config: await loadMachineConfig({ ...environment, HAPROXY_HOST_KIND: kind }, options),
    kindNote,
  };
}

function notesOf(config: Config, noQuadlet: string | undefined): readonly string[] {
  const { host, haproxy } = config;
  return [
    ...(host.kind === "podman" && noQuadlet !== undefined
      ? [`HAProxy runs by the unit ${host.container}.service: ${noQuadlet}.`]
      : []),
    ...("port" in haproxy.address ? [tcpNote(haproxy.address.port, localSocketOf(config))] : []),
  ];
}

/** With TCP, no file permission protects the Runtime API. */
function tcpNote(port: number, local: string | undefined): string {
  const every = `Every user of this machine can control HAProxy on 127.0.0.1:${port}, the Runtime API over TCP.`;
  const how = `HAPROXY_SOCKET=${LOCAL_SOCKET} haproxy-mcp init --write`;
  return `${every}${local === undefined ? "" : ` haproxy-mcp itself uses ${local}.`} Where other users share the machine, leave TCP out: ${how}`;
}

/** Whether HAProxy has HTTP/3 and the Prometheus exporter; its container may not exist yet. */
async function featuresOf(
  { host }: Config,
  quic: boolean | undefined,
  signal: AbortSignal,
): Promise<{ readonly features: Pick<Features, "quic" | "prometheus">; readonly hint?: string }> {
  const inContainer: typeof runProgram = (program, args, given) =>
    runProgram("podman", ["exec", host.container, program, ...args], given);
  try {
    const found =
      host.kind === "podman"
        ? await askFeatures("haproxy", { signal, run: inContainer })
        : await askFeatures(host.binary, { signal });
    return { features: { ...found, quic: quic ?? found.quic } };
  } catch (error) {
    if (!HostError.isInstance(error) || error.code === "CANCELLED") throw error;
    const features = { quic: quic ?? false, prometheus: true };
    if (quic !== undefined) return { features };
    const hint =
      "HTTP/3 is left out, because HAProxy could not be asked whether it has it. Try again once HAProxy is running, or add --quic " +
      "if haproxy -vv lists +QUIC and not +QUIC_OPENSSL_COMPAT.";
    return { features, hint };
  }
}

function describeWritten({ place, state }: ComparedFile): string {
  if (state === "missing") return `created  ${place}`;
  return state === "outdated" ? `updated  ${place}` : `replaced ${place}; the old file is ${backupOf(place)}`;
}

function describeKept(file: ComparedFile): string {
  const why = file.state === "edited" ? "it was edited by hand" : "it was not written by haproxy-mcp";
  return `kept     ${file.place}: ${why}; --overwrite would change this:\n${describeChange(file).trimEnd()}`;
}

/** The configuration of an operator who had HAProxy before. */
function isOwnConfig({ path, state }: ComparedFile, { host }: Config): boolean {
  return state === "others" && path === host.configFile;
}

function hasOurBlocks({ path, current = "" }: ComparedFile): boolean {
  const [file] = unpatchConfig([{ file: path, text: current }]);
  return file?.text !== current;
}

function describeOwnConfig({ place }: ComparedFile, isAdopted: boolean): string {
  const kept = `kept     ${place}: it was not written by haproxy-mcp`;
  return isAdopted
    ? `${kept}, but for the blocks of haproxy-mcp adopt`
    : `${kept}; haproxy-mcp adopt adds what is needed to it, and --overwrite would replace it`;
}

function summaryOf(isWritten: boolean, changed: number, all: number): string {
  if (changed === 0) return `\nNothing to write: ${countOf(all, "file")} in place.`;
  return isWritten
    ? `\nWrote ${changed} of ${countOf(all, "file")}.`
    : `\n${changed} of ${countOf(all, "file")} to write; nothing was changed. Add --write to write them.`;
}

/** Such as a folder without write access: for the operator to fix, not a bug. */
function cannot(what: string): (error: Error) => never {
  return (error) => {
    if (error instanceof UserError) throw error;
    throw new UserError(`cannot ${what}: ${error.message}`);
  };
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
