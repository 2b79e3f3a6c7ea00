import { posix } from "node:path";
import { HostError } from "../errors.js";

/** The fields of `podman container inspect` that matter here. */
export interface InspectedContainer {
  /** `running`, `exited`, `created`, `paused`, … */
  readonly status: string;
  /** Its first process, as this machine sees it; 0 while it does not run. */
  readonly pid: number;
  readonly exitCode: number;
  readonly error: string;
  readonly isOutOfMemory: boolean;
  /** The program and its arguments. */
  readonly command: readonly string[];
  readonly mounts: readonly Mount[];
}

interface Mount {
  /** On this machine. */
  readonly source: string;
  /** In the container. */
  readonly destination: string;
}

/** @throws HostError `PROGRAM_FAILED` if its output can't be read */
export function parseInspection(json: string): InspectedContainer {
  try {
    const [found] = JSON.parse(json) as readonly Inspection[];
    if (found?.State?.Status === undefined) throw new Error("no state");
    return {
      status: found.State.Status,
      pid: found.State.Pid ?? 0,
      exitCode: found.State.ExitCode ?? 0,
      error: found.State.Error ?? "",
      isOutOfMemory: found.State.OOMKilled ?? false,
      command: [found.Path ?? "", ...(found.Args ?? [])],
      mounts: (found.Mounts ?? []).flatMap(({ Source, Destination }) =>
        Source && Destination ? [{ source: Source, destination: Destination }] : [],
      ),
    };
  } catch (cause) {
    throw new HostError("PROGRAM_FAILED", "podman inspect printed an unknown format", { cause });
  }
}

interface Inspection {
  readonly State?: {
    readonly Status?: string;
    readonly Pid?: number;
    readonly ExitCode?: number;
    readonly Error?: string;
    readonly OOMKilled?: boolean;
  };
  readonly Path?: string;
  readonly Args?: readonly string[];
  readonly Mounts?: readonly { readonly Source?: string; readonly Destination?: string }[];
}

/**
 * `-f` and the files that HAProxy was started with, or our own as the container sees it.
 *
 * @throws HostError `INVALID_SETTING` if neither is found
 */
export function configArguments(container: InspectedContainer, configFile: string): readonly string[] {
  const named = container.command.flatMap((word, i, words) =>
    word === "-f" ? ["-f", words[i + 1] ?? ""] : [],
  );
  if (named.length > 0) return named;
  const seen = translate(container.mounts, configFile, "source", "destination");
  if (seen !== undefined) return ["-f", seen];
  throw new HostError(
    "INVALID_SETTING",
    `${configFile} is in no folder mounted in the container, and the container's command names no other configuration; mount its folder`,
  );
}

/**
 * The container's path of a file on this machine.
 *
 * @throws HostError `INVALID_SETTING` if it has none
 */
export function toContainerPath({ mounts }: InspectedContainer, path: string): string {
  const seen = translate(mounts, path, "source", "destination");
  if (seen !== undefined) return seen;
  throw new HostError(
    "INVALID_SETTING",
    `${path} is in no folder mounted in the container; mount its folder`,
  );
}

/** This machine's path of a file in the container, if it has one. */
export function toHostPath({ mounts }: InspectedContainer, path: string): string {
  return translate(mounts, path, "destination", "source") ?? path;
}

/** Translates the path of a file through the mounts; `undefined` if no mount contains it. The closest mount wins. */
function translate(
  mounts: readonly Mount[],
  path: string,
  from: keyof Mount,
  to: keyof Mount,
): string | undefined {
  const [closest] = mounts
    .filter((mount) => path === mount[from] || path.startsWith(`${mount[from].replace(/\/$/, "")}/`))
    .sort((one, other) => other[from].length - one[from].length);
  return closest && posix.join(closest[to], path.slice(closest[from].length));
}
