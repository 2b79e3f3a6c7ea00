import { parseArgs } from "node:util";
import { askFeatures, type Features, HostError, runProgram } from "@haproxy-mcp/haproxy-host";
import type { Config } from "../config.js";
import { type ComparedFile, compareFiles, describeChange } from "../init/compare-files.js";
import { installedProgram } from "../init/installed-program.js";
import { planFiles } from "../init/plan-files.js";
import { haproxyUnit } from "../init/units.js";
import { backupOf, writeCompared } from "../init/write-file.js";
import { UserError } from "../user-error.js";

interface InitOptions {
  readonly write: boolean;
  readonly overwrite: boolean;
  readonly root: string;
  readonly program: string;
  readonly quic: boolean | undefined;
}

/**
 * `haproxy-mcp init [--write] [--overwrite] [--root DIR] [--program PATH] [--quic | --no-quic]`: shows, or writes, all files that a
 * machine needs for the settings at hand. What people edited is kept unless told otherwise.
 *
 * @returns the exit code: 0, or 1 when something was kept that is not as it should be
 */
export async function init(config: Config, args: readonly string[], signal: AbortSignal): Promise<number> {
  const options = parseInitOptions(args);
  const { features, hint } = await featuresOf(config, options.quic, signal);
  const files = await compareFiles(planFiles(config, features, options.program), options.root).catch(
    cannot("read"),
  );
  const kept = files.filter(({ state }) => (state === "edited" || state === "others") && !options.overwrite);
  const wanted = files.filter((file) => file.state !== "same" && !kept.includes(file));

  for (const file of wanted) {
    if (options.write) await writeCompared(file).catch(cannot(`write ${file.place}`));
    print(options.write ? describeWritten(file) : describeChange(file).trimEnd());
  }
  for (const file of kept) print(describeKept(file));
  if (hint !== undefined) print(hint);
  print(summaryOf(options.write, wanted.length, files.length));
  if (options.write || wanted.length === 0) print(nextCommands(config));
  return kept.length === 0 ? 0 : 1;
}

/** Whether the HAProxy that will run has HTTP/3 and the Prometheus exporter; the container may not be there yet. */
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
    return { features: { ...found, ...(quic !== undefined && { quic }) } };
  } catch (error) {
    if (!HostError.isInstance(error) || error.code === "CANCELLED") throw error;
    const features = { quic: quic ?? false, prometheus: true };
    if (quic !== undefined) return { features };
    const hint =
      "HAProxy could not be asked whether it has HTTP/3, which was left out: call init again once it runs, or with --quic where " +
      "haproxy -vv lists +QUIC and not +QUIC_OPENSSL_COMPAT.";
    return { features, hint };
  }
}

function describeWritten({ place, state }: ComparedFile): string {
  if (state === "missing") return `created  ${place}`;
  return state === "outdated"
    ? `updated  ${place}`
    : `replaced ${place}, which is kept as ${backupOf(place)}`;
}

function describeKept(file: ComparedFile): string {
  const why = file.state === "edited" ? "it was edited by hand" : "it was not written by haproxy-mcp";
  return `kept     ${file.place}: ${why}; --overwrite would change this:\n${describeChange(file).trimEnd()}`;
}

function summaryOf(isWritten: boolean, changed: number, all: number): string {
  if (changed === 0) return `\nNothing to write: ${all} files are there.`;
  return isWritten
    ? `\n${changed} of ${all} files were written.`
    : `\n${changed} of ${all} files would be written; nothing was. haproxy-mcp init --write does it.`;
}

/** Such as a folder that is not ours: for a person to mend, and no bug. */
function cannot(what: string): (error: Error) => never {
  return (error) => {
    throw new UserError(`cannot ${what}: ${error.message}`);
  };
}

function nextCommands(config: Config): string {
  const unit = haproxyUnit(config);
  return `
Next:

  systemd-sysusers haproxy-mcp.conf
  systemd-tmpfiles --create haproxy-mcp.conf
  systemctl daemon-reload
${config.host.kind === "podman" ? "  systemctl enable podman.socket\n  systemctl restart podman.socket\n" : ""}${unit === undefined ? "" : `  systemctl restart ${unit}\n`}  systemctl enable --now haproxy-mcp.service
  haproxy-mcp doctor
`;
}

function parseInitOptions(args: readonly string[]): InitOptions {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        write: { type: "boolean", default: false },
        overwrite: { type: "boolean", default: false },
        root: { type: "string", default: "/" },
        program: { type: "string", default: installedProgram() },
        quic: { type: "boolean" },
      },
      allowNegative: true,
    });
    return { ...values, quic: values.quic };
  } catch (error) {
    throw new UserError((error as Error).message);
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
