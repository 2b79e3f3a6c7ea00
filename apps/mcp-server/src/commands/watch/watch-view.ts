import { countOf } from "../../program/count-of.js";
import type { LiveView } from "../live/run-live.js";
import { type Column, oneLine } from "../output/cell.js";
import { bar } from "../output/progress-line.js";
import type { Form } from "../output/render-output.js";
import { createTable, renderTable, type Screen } from "../output/render-table.js";
import { endpointOf } from "../verbs/columns.js";
import {
  changeEvents,
  describeDetail,
  describeWhat,
  keyOf,
  notUp,
  serverEvents,
  type WatchEvent,
  type WatchedServer,
} from "./events.js";
import { createTaking, type Watched } from "./take-watched.js";

export const EVENT_COLUMNS: readonly Column<WatchEvent>[] = [
  { title: "TIME", cell: ({ time }) => time },
  { title: "STATE", isState: true, cell: ({ state }) => state },
  { title: "WHAT", cell: ({ what }) => what },
  { title: "DETAIL", cell: ({ detail }) => detail },
];

/** Events that are kept for a screen. */
const MOST_EVENTS = 500;
/** Servers that are listed at the begin without a screen. */
const MOST_LISTED = 100;
const BAR_WIDTH = 10;

interface Sample extends Watched {
  readonly time: string;
  /** Since the last one. */
  readonly events: readonly WatchEvent[];
}

/** What happens to servers and their domains. */
export function createWatch({
  output,
  columns,
  screen,
}: Pick<Form, "output" | "columns" | "screen">): LiveView<Sample> {
  const growing = createTable(columns as typeof EVENT_COLUMNS);
  const notes: WatchEvent[] = [];
  const take = createTaking((why) =>
    notes.push({ time: now(), state: "unknown", what: "history", detail: `not watched: ${why}` }),
  );
  let before: readonly WatchedServer[] | undefined;
  let known: ReadonlySet<string> = new Set();
  /** The newest first. */
  let all: readonly WatchEvent[] = [];
  /** The most sessions that a draining server was seen with. */
  let most: ReadonlyMap<string, number> = new Map();
  let isFirst = true;

  const drainColumns = (): readonly Column<WatchedServer>[] => [
    { title: "STATUS", isState: true, cell: ({ status }) => status },
    { title: "DOMAIN", cell: ({ domains }) => domains[0] },
    { title: "SLOT", cell: ({ name }) => name.slice(name.lastIndexOf("_") + 1) },
    { title: "ADDRESS", cell: endpointOf },
    { title: "DETAIL", cell: (server) => withBar(server, most.get(server.name)) },
  ];

  return {
    least: 1,
    keys: "q quit",
    async take(caller, signal) {
      const { servers, changes } = await take(caller, signal);
      const time = now();
      const fresh = [
        ...(before === undefined ? [] : changeEvents(changes, known, time)),
        ...(before === undefined ? [] : serverEvents(before, servers, time)),
        ...notes.splice(0),
      ];
      before = servers;
      known = new Set(changes.map(keyOf));
      most = new Map(
        servers.flatMap(({ name, sessions }) =>
          sessions === undefined ? [] : [[name, Math.max(sessions, most.get(name) ?? 0)] as const],
        ),
      );
      all = [...fresh.toReversed(), ...all].slice(0, MOST_EVENTS);
      return { servers, changes, time, events: fresh };
    },
    frame({ servers, time }, where, height) {
      const waiting = notUp(servers);
      const shown = waiting.slice(0, Math.max(Math.floor(height / 2) - 3, 1));
      const more = waiting.length - shown.length;
      const upper = [
        [...oneLine(`${time.slice(11)}  ${countStatuses(servers)}`)].slice(0, where.width).join(""),
        ...(shown.length === 0 ? [] : ["", ...linesOf(drainColumns(), shown, where)]),
        ...(more > 0 ? [`… ${more} more`] : []),
        "",
      ];
      const recent = all.slice(0, Math.max(height - upper.length - 1, 0));
      const short = recent.map((event) => ({ ...event, time: event.time.slice(11) }));
      const what = recent.length === 0 ? ["Nothing has happened yet."] : linesOf(EVENT_COLUMNS, short, where);
      return [...upper, ...what];
    },
    print({ servers, time, events }) {
      const listed = isFirst ? listedNow(servers, time) : [];
      const titles = isFirst && output === "table" ? growing : undefined;
      isFirst = false;
      const shown = [...listed, ...events];
      if (output === "json") return shown.map((event) => `${JSON.stringify(event)}\n`).join("");
      if (output === "name") return shown.map(({ what }) => `${what}\n`).join("");
      const rows = growing.rows(shown, screen);
      return (titles?.titles(screen) ?? "") + rows;
    },
  };
}

/** `2026-11-26T18:40:01Z` */
function now(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, "Z");
}

function linesOf<Item>(
  columns: readonly Column<Item>[],
  items: readonly Item[],
  screen: Screen,
): readonly string[] {
  return renderTable(columns, items, screen).split("\n").slice(0, -1);
}

function withBar(server: WatchedServer, most: number | undefined): string {
  const text = describeDetail(server);
  if (server.sessions === undefined || most === undefined) return text;
  return `${text} ${bar(most === 0 ? 1 : 1 - server.sessions / most, BAR_WIDTH)}`;
}

/** `12 servers: 10 UP, 1 DOWN, 1 DRAIN` */
function countStatuses(servers: readonly WatchedServer[]): string {
  const counts = new Map<string, number>();
  for (const { status } of servers) counts.set(status, (counts.get(status) ?? 0) + 1);
  const texts = [...counts].map(([status, count]) => `${count} ${status}`);
  return `${countOf(servers.length, "server")}${texts.length === 0 ? "" : `: ${texts.join(", ")}`}`;
}

/** What calls for attention when it begins, and how many servers there are. */
function listedNow(servers: readonly WatchedServer[], time: string): readonly WatchEvent[] {
  const waiting = notUp(servers);
  const more = waiting.length - MOST_LISTED;
  return [
    { time, state: "now", what: countStatuses(servers), detail: "" },
    ...waiting.slice(0, MOST_LISTED).map((server) => ({
      time,
      state: server.status,
      what: describeWhat(server),
      detail: describeDetail(server),
    })),
    ...(more > 0 ? [{ time, state: "now", what: `and ${more} more`, detail: "" }] : []),
  ];
}
