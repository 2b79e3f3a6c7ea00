import type { ComponentChildren } from "preact";
import { useLive } from "../live/live.js";
import { useClock } from "../parts/clock.js";
import { span } from "../parts/formats.js";
import { ShapeOf } from "../parts/shape.js";
import { Time } from "../parts/time.js";

/** What makes the whole page doubtful. */
export function Banners() {
  const { connection, receivedAt, haproxy, findings } = useLive();
  const age = span(useClock() - receivedAt);
  return (
    <div role="alert">
      {connection === "lost" && (
        <Banner tone="warn" title="The page lost the server.">
          {receivedAt > 0 && `The numbers are ${age} old. `}Traffic may still flow. It connects again by
          itself.
        </Banner>
      )}
      {haproxy?.isUp === false && (
        <Banner tone="bad" title="HAProxy does not respond">
          {haproxy.downSince && (
            <>
              since <Time iso={haproxy.downSince} />.{" "}
            </>
          )}
          {haproxy.problem} Traffic may still flow: this page can’t see it.
        </Banner>
      )}
      {findings?.loss && (
        <Banner tone="warn" title="Every change is refused:">
          {findings.loss}
        </Banner>
      )}
    </div>
  );
}

function Banner(props: { tone: "bad" | "warn"; title: string; children: ComponentChildren }) {
  const { tone, title, children } = props;
  return (
    <div class={`banner edge-${tone}`}>
      <span class={`tone-${tone}`}>
        <ShapeOf shape={tone === "bad" ? "cross" : "bang"} />
      </span>
      <p>
        <strong>{title}</strong> {children}
      </p>
    </div>
  );
}
