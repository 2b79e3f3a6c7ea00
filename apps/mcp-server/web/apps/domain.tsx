import { useState } from "preact/hooks";
import type { ServerRow } from "../../src/page/model.js";
import { formatEndpoint } from "../actions/endpoint.js";
import { upOf } from "../overview/problems.js";
import { plural } from "../parts/formats.js";
import { Empty } from "../parts/says.js";
import { State } from "../parts/state.js";
import type { Column } from "../parts/table.js";
import { Time } from "../parts/time.js";
import { type Asked, Confirm } from "./confirm.js";
import { PlainTable } from "./plain-table.js";
import { type Shown, showView } from "./show-view.js";
import { type HealthOfServer, toServerRow } from "./shown-domains.js";

type Wanted = ServerRow["state"];

const VERBS: Readonly<Record<Wanted, string>> = {
  ready: "Put into service",
  drain: "Drain",
  maint: "Maintenance",
};

/** What else a server may be set to. */
const OTHERS: Readonly<Record<Wanted, readonly Wanted[]>> = {
  ready: ["drain"],
  drain: ["ready", "maint"],
  maint: ["ready"],
};

function Domain({ data, at, canCall, changed }: Shown) {
  const [asked, ask] = useState<Asked>();
  const {
    domain,
    status,
    shared_with: others = [],
    servers: found = [],
  } = data as {
    readonly domain: string;
    readonly status: string;
    readonly shared_with?: readonly string[];
    readonly servers?: readonly HealthOfServer[];
  };
  const servers = found.map((server) => toServerRow(server, at));
  const serving = servers.filter(({ state }) => state === "ready");

  const set = (server: ServerRow, state: Wanted): Asked => {
    const left = serving.filter((one) => one !== server && one.status !== "DOWN");
    const isLast =
      state !== "ready" && server.state === "ready" && server.status !== "DOWN" && left.length === 0;
    return {
      title: `${VERBS[state]}: ${formatEndpoint(server.ip, server.port)} of ${domain}`,
      verb: VERBS[state],
      tool: "haproxy_set_server_state",
      arguments: { domain, slot: server.slot, state },
      typed: isLast ? domain : undefined,
      note: state === "ready" ? undefined : restInWords(left.length, servers.length),
    };
  };
  const columns: readonly Column<ServerRow>[] = [
    { id: "server", title: "Server", cell: ({ ip, port }) => <strong>{formatEndpoint(ip, port)}</strong> },
    { id: "state", title: "State", cell: ({ status: one }) => <State status={one} /> },
    { id: "since", title: "Since (UTC)", cell: ({ since }) => <Time iso={since} /> },
    { id: "check", title: "Check", cell: ({ check, lastCheck }) => lastCheck ?? check ?? "–" },
    ...(canCall
      ? [
          {
            id: "actions",
            title: "Actions",
            cell: (server: ServerRow) => (
              <div class="row tight">
                {OTHERS[server.state].map((state) => (
                  <button
                    key={state}
                    type="button"
                    aria-label={`${VERBS[state]}: ${formatEndpoint(server.ip, server.port)}`}
                    onClick={() => ask(set(server, state))}
                  >
                    {VERBS[state]}…
                  </button>
                ))}
              </div>
            ),
          },
        ]
      : []),
  ];
  return (
    <>
      <div class="spread">
        <h1>{domain}</h1>
        <p>
          <State status={status} />{" "}
          <span class="muted">
            {upOf({ servers })} of {plural(servers.length, "server")} up
          </span>
        </p>
      </div>
      {others.length > 0 && <p class="muted">Its servers are also those of {others.join(", ")}.</p>}
      {asked !== undefined && (
        <Confirm
          {...asked}
          onDone={(text) => {
            ask(undefined);
            changed(text);
          }}
          onClose={() => ask(undefined)}
        />
      )}
      {servers.length === 0 ? (
        <Empty title="It has no servers: requests get 503." />
      ) : (
        <PlainTable label="Servers" columns={columns} rows={servers} keyOf={({ name }) => name} />
      )}
    </>
  );
}

function restInWords(left: number, all: number): string {
  if (left === 0) return "No server is left that takes requests.";
  return `${left} of ${plural(all, "server")} then ${left === 1 ? "takes" : "take"} the requests.`;
}

showView("domain", "haproxy_domain_health", Domain);
