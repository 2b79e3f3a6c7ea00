import type { DomainRow } from "../../../src/page/model.js";
import { type Asked, STATE_WORDS } from "./asked.js";

interface WholeDomainProps {
  readonly row: DomainRow;
  readonly domain: string;
  ask(asked: Asked): void;
}

/** What changes all servers, or ends the domain: apart from what changes one. */
export function WholeDomain({ row: { servers }, domain, ask }: WholeDomainProps) {
  const states = (["ready", "drain", "maint"] as const).filter((state) =>
    servers.some((server) => server.state !== state),
  );
  return (
    <section class="screen">
      <h2>The whole domain</h2>
      <div class="row">
        {states.map((state) => (
          <button key={state} type="button" onClick={() => ask({ kind: "domain-state", state })}>
            {STATE_WORDS[state]} all servers…
          </button>
        ))}
        <button type="button" class="danger" onClick={() => ask({ kind: "remove-domain" })}>
          Remove {domain}…
        </button>
      </div>
    </section>
  );
}
