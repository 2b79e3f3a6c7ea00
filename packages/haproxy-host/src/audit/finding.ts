import type { ConfigSettings } from "../config/config-settings.js";
import type { ConfigLine } from "./read/config-line.js";

/** What a configuration is compared with. Only the last part of a path counts: a container may mount it elsewhere. */
export interface AuditSettings extends Pick<ConfigSettings, "pools" | "mapFile" | "stateFile"> {
  readonly certsDir: string;
  /** Port of the Runtime API on this machine, or the path of its socket. */
  readonly runtime: { readonly port: number } | { readonly path: string };
  /** The texts of the files that `referencedFiles` names. A rule that depends on one that is missing here is not judged. */
  readonly files?: ReadonlyMap<string, string> | undefined;
  /** What HAProxy starts with. Default: not judged. */
  readonly limits?:
    | {
        /** Files that HAProxy may open. */
        readonly files: number;
        /** Threads that it starts by default. */
        readonly threads: number;
        /** Whether an HAProxy is running with them, which has started then. */
        readonly isRunning?: boolean | undefined;
      }
    | undefined;
}

/** One cause of what is missing or wrong in a configuration. */
export interface Finding {
  /** `error`: a part of this project does not work with it. */
  readonly severity: "error" | "warning";
  /** Absent if the configuration was given as a text. */
  readonly file?: string | undefined;
  /** The first; absent for what is missing. */
  readonly line?: number | undefined;
  readonly message: string;
  /** The edit: lines to add, to replace or to delete, as text. Line numbers are those of the file as it is. */
  readonly remedy: string;
  /** For remedies that only the application knows: where the number of pools is set, and what prints pools and rules. */
  readonly hint?: "pool-count" | "pools" | "routing-rules" | undefined;
  /** Every line with this cause, if there are several. */
  readonly lines?: readonly ConfigLine[] | undefined;
}

/** Where a finding is. */
export function at(line: ConfigLine): Pick<Finding, "file" | "line"> {
  return { file: line.file, line: line.number };
}

/** `line 12`, or `line 12 of sites.cfg`. */
export function placeOf({ file, number }: ConfigLine): string {
  return file === undefined ? `line ${number}` : `line ${number} of ${file}`;
}

/** `1 line`, `1,000 lines`. */
export function countOf(count: number, what: string): string {
  return `${count.toLocaleString("en")} ${what}${count === 1 ? "" : "s"}`;
}
