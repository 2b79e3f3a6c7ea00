import { askFeatures, type Features, HostError, runProgram } from "@haproxy-mcp/haproxy-host";
import { type ComparedFile, compareFiles, describeChange } from "../init/compare-files.js";
import { installedProgram } from "../init/installed-program.js";
import { planFiles } from "../init/plan-files.js";
import { haproxyUnit } from "../init/units.js";
import { backupOf, writeCompared } from "../init/write-file.js";
import { UserError } from "../program/user-error.js";
import type { Config } from "../settings/config.js";
import { loadMachineConfig } from "../settings/settings-file.js";
import { defineVerb } from "./verb.js";

export const init = defineVerb({
  name: "init",
  summary: "show, or write, the files that this machine needs: haproxy.cfg, units, folders, a token",
  options: {
    write: { type: "boolean", default: false, summary: "write them" },
    overwrite: { type: "boolean", default: false, summary: "also write those that were edited by hand" },
    root: { type: "string", value: "DIR", default: "/", summary: "below another folder" },
    program: {
      type: "string",
      value: "PATH",
      summary: "the program that the units start (default: this one)",
    },
    quic: {
      type: "boolean",
      summary: "with HTTP/3; --no-quic: without (default: as HAProxy has it)",
    },
  },
  /** Ends with 1 when something was kept that is not as it should be. */
  async run({ environment, options, signal }) {
    const { write, overwrite, root, program = installedProgram(), quic } = options;
    const config = await loadMachineConfig(environment);
    const { features, hint } = await featuresOf(config, quic, signal);
    const files = await compareFiles(planFiles(config, features, program), root).catch(cannot("read"));
    const kept = files.filter(({ state }) => (state === "edited" || state === "others") && !overwrite);
    const wanted = files.filter((file) => file.state !== "same" && !kept.includes(file));

    for (const file of wanted) {
      if (write) await writeCompared(file).catch(cannot(`write ${file.place}`));
      print(write ? describeWritten(file) : describeChange(file).trimEnd());
    }
    for (const file of kept) print(describeKept(file));
    if (hint !== undefined) print(hint);
    print(summaryOf(write, wanted.length, files.length));
    if (write || wanted.length === 0) print(nextCommands(config));
    return kept.length === 0 ? 0 : 1;
  },
});

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
    return { features: { ...found, quic: quic ?? found.quic } };
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

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
