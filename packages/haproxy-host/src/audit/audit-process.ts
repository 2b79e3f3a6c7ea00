import { basename } from "node:path";
import type { AuditSettings, Finding } from "./finding.js";
import type { ConfigLine, ConfigSection } from "./read-config.js";

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
  const remedy = `global: stats socket ${wanted}`;
  const sockets = lines.filter(({ words: [first, second] }) => first === "stats" && second === "socket");
  const ours = sockets.find(({ words }) => isOurs(words[2] ?? ""));
  if (ours === undefined) {
    const where = "path" in runtime ? runtime.path : `port ${runtime.port}`;
    return [{ severity: "error", message: `no stats socket at ${where}`, remedy }];
  }
  const level = ours.words[ours.words.indexOf("level") + 1];
  if (ours.words.includes("level") && level === "admin") return openToAll(ours);
  const message = `the stats socket has level ${ours.words.includes("level") ? level : "operator"}, which cannot change anything`;
  return [{ severity: "error", line: ours.number, message, remedy }];
}

function openToAll({ number, words }: ConfigLine): readonly Finding[] {
  const address = (words[2] ?? "").replace(/^ipv[46]@/, "");
  const isTcp = /:\d+$/.test(address) && !address.startsWith("/");
  if (!isTcp || /^(?:127\.|localhost:|\[::1\])/.test(address)) return [];
  const message = `the stats socket listens on ${address}: anyone who can connect controls HAProxy`;
  return [
    { severity: "error", line: number, message, remedy: "bind it to 127.0.0.1, or to a path with mode 600" },
  ];
}

function auditStateFile(lines: readonly ConfigLine[], { stateFile }: AuditSettings): readonly Finding[] {
  const remedy = `global: server-state-file ${stateFile}`;
  const line = lines.find(({ words }) => words[0] === "server-state-file");
  if (line === undefined) {
    const message = "no server-state-file: a reload loses the address of every server";
    return [{ severity: "error", message, remedy }];
  }
  if (basename(line.words[1] ?? "") === basename(stateFile)) return [];
  const message = `server-state-file is ${line.words[1]}, not ${stateFile}`;
  return [{ severity: "error", line: line.number, message, remedy }];
}
