import { basename } from "node:path";
import { type AuditSettings, at, type Finding, placeOf } from "./finding.js";
import type { ConfigLine } from "./read/config-line.js";
import type { ConfigSection } from "./read/read-config.js";
import { isUnknown } from "./read/split-words.js";

/** Checks the Runtime API, and the file that servers are restored from. */
export function auditProcess(
  sections: readonly ConfigSection[],
  settings: AuditSettings,
): readonly Finding[] {
  const lines = sections.filter(({ kind }) => kind === "global").flatMap((section) => section.lines);
  return [...auditSocket(lines, settings), ...auditStateFile(lines, settings)];
}

function auditSocket(lines: readonly ConfigLine[], { runtime }: AuditSettings): readonly Finding[] {
  const [wanted, isOurs] =
    "path" in runtime
      ? [
          `${runtime.path} mode 600 level admin`,
          (address: string) => basename(address) === basename(runtime.path),
        ]
      : [
          `ipv4@127.0.0.1:${runtime.port} level admin`,
          (address: string) => address.endsWith(`:${runtime.port}`),
        ];
  const sockets = lines.filter(({ words: [first, second] }) => first === "stats" && second === "socket");
  const ours =
    sockets.find(({ words }) => isOurs(words[2] ?? "")) ??
    sockets.find(({ words }) => isUnknown(words[2] ?? ""));
  if (ours === undefined) {
    const where = "path" in runtime ? runtime.path : `port ${runtime.port}`;
    const remedy = `add to global: stats socket ${wanted}`;
    return [{ severity: "error", message: `no stats socket at ${where}`, remedy }];
  }
  return [...auditLevel(ours), ...openToAll(ours)];
}

/** The default is `operator` (configuration.txt, "level"). */
function auditLevel(line: ConfigLine): readonly Finding[] {
  const { words, text } = line;
  const place = words.indexOf("level");
  const level = place === -1 ? "operator" : (words[place + 1] ?? "");
  if (level === "admin" || isUnknown(level)) return [];
  const right = place === -1 ? `${text} level admin` : text.replace(/\blevel\s+\S+/, "level admin");
  const message = `the stats socket has level ${level}, which cannot change anything`;
  return [{ severity: "error", ...at(line), message, remedy: `replace ${placeOf(line)} with: ${right}` }];
}

function openToAll(line: ConfigLine): readonly Finding[] {
  const word = line.words[2] ?? "";
  const address = word.replace(/^ipv[46]@/, "");
  const [, port] = /:(\d+)$/.exec(address) ?? [];
  if (port === undefined || address.startsWith("/") || isUnknown(address)) return [];
  if (/^(?:127\.|localhost:|\[?::1\]?:)/.test(address)) return [];
  const message = `the stats socket listens on ${address}: anyone who can connect controls HAProxy`;
  const right = line.text.replace(word, `ipv4@127.0.0.1:${port}`);
  return [{ severity: "error", ...at(line), message, remedy: `replace ${placeOf(line)} with: ${right}` }];
}

function auditStateFile(lines: readonly ConfigLine[], { stateFile }: AuditSettings): readonly Finding[] {
  const right = `server-state-file ${stateFile}`;
  const line = lines.findLast(({ words }) => words[0] === "server-state-file");
  if (line === undefined) {
    const message = "no server-state-file: a reload loses the address of every server";
    return [{ severity: "error", message, remedy: `add to global: ${right}` }];
  }
  const [, file = ""] = line.words;
  if (basename(file) === basename(stateFile) || isUnknown(basename(file))) return [];
  const message = `server-state-file is ${file}, not ${stateFile}`;
  return [{ severity: "error", ...at(line), message, remedy: `replace ${placeOf(line)} with: ${right}` }];
}
