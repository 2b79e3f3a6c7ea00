import type { DomainRow, ServerRow } from "../../../src/page/model.js";
import { formatEndpoint } from "../../actions/endpoint.js";
import { describeLoad, type LoadAfter, loadAfter, sharesOf } from "../../actions/load.js";
import type { Numbers } from "../../live/numbers.js";
import { percent, rate } from "../../parts/formats.js";

/** @param then the servers after the change */
export function loadOf(row: DomainRow, then: readonly ServerRow[], numbers: Numbers | undefined): LoadAfter {
  const now = new Map(
    row.servers.map(({ slot }) => {
      const { requests = null, sessions = 0 } = numbers?.server(slot) ?? {};
      return [slot, { rate: requests, sessions }] as const;
    }),
  );
  return loadAfter(row.servers, then, now);
}

interface LoadThenProps {
  readonly row: DomainRow;
  readonly then: readonly ServerRow[];
  readonly load: LoadAfter;
  /** Whether open sessions may be cut. */
  readonly isCut: boolean;
}

/** Who carries the load then. */
export function LoadThen({ row, then, load, isCut }: LoadThenProps) {
  const [before, after] = [sharesOf(row.servers), sharesOf(then)];
  const lines = describeLoad(load, isCut);
  return (
    <section aria-label="Who carries the load then">
      {lines.length > 0 && <p class={load.isLast ? "tone-bad strong" : "strong"}>{lines.join(" ")}</p>}
      {load.rates.length > 0 && (
        <table>
          <thead>
            <tr>
              <th>Server</th>
              <th class="num">Share</th>
              <th class="num">then</th>
              <th class="num extra">Requests/s</th>
              <th class="num extra">then</th>
            </tr>
          </thead>
          <tbody>
            {load.rates.map(({ slot, now, after: rateAfter }) => (
              <tr key={slot}>
                <td class="mono">{endpointIn(then, slot)}</td>
                <td class="num">{percent(before.get(slot))}</td>
                <td class="num">{percent(after.get(slot))}</td>
                <td class="num extra">{rate(now)}</td>
                <td class="num extra">{rateAfter === null ? rate(null) : `≈ ${rate(rateAfter)}`}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function endpointIn(servers: readonly ServerRow[], slot: number): string {
  const found = servers.find((one) => one.slot === slot);
  return found === undefined ? "" : formatEndpoint(found.ip, found.port);
}
