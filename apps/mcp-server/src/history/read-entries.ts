import type { FoundLine } from "@haproxy-mcp/durable-files";
import type { HistoryEntry } from "./history-entry.js";
import type { BeginLine, EndLine, HistoryLine, StepLine } from "./history-line.js";

export type FoundEntry = { readonly entry: HistoryEntry } | { readonly problem: string };

interface Pending {
  end: EndLine | undefined;
  readonly steps: Map<number, StepLine>;
}

/** Joins the lines of each entry, the newest first. One whose beginning was deleted is left out. */
export async function* readEntries(
  lines: AsyncIterable<FoundLine<HistoryLine>>,
): AsyncGenerator<FoundEntry, void> {
  const pending = new Map<string, Pending>();
  const undone = new Map<string, string>(); // ids of entries, and of those that undid them
  const pendingOf = (id: string): Pending => {
    const found = pending.get(id) ?? { end: undefined, steps: new Map() };
    pending.set(id, found);
    return found;
  };
  for await (const found of lines) {
    if ("problem" in found) {
      yield found;
      continue;
    }
    const { line } = found;
    const of = pendingOf(line.id);
    if (line.kind === "end") {
      // what was found out later does not replace what the process wrote itself
      if (of.end === undefined || (of.end.derived === true && line.derived !== true)) of.end = line;
    } else if (line.kind === "step") {
      if (!of.steps.has(line.step)) of.steps.set(line.step, line);
    } else {
      pending.delete(line.id);
      if (line.undoes !== undefined && of.end?.result === "done" && !undone.has(line.undoes))
        undone.set(line.undoes, line.id);
      yield { entry: joined(line, of, undone.get(line.id)) };
    }
  }
}

function joined(
  { kind: _, ...begin }: BeginLine,
  { steps, end }: Pending,
  undoneBy: string | undefined,
): HistoryEntry {
  const inOrder = [...steps.values()].sort((one, other) => one.step - other.step);
  return { ...begin, steps: inOrder, end, undoneBy };
}
