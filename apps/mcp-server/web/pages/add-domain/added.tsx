import { useEffect, useRef, useState } from "preact/hooks";
import { CopyAs } from "../../actions/copy-as.js";
import type { ToolCall } from "../../actions/tool-call.js";
import { useCall } from "../../call.js";
import { useLive } from "../../live/live.js";
import { useAction } from "../../parts/action.js";
import { duration, plural } from "../../parts/formats.js";
import { Busy, Failure } from "../../parts/says.js";
import { State } from "../../parts/state.js";
import { domainPath } from "../../paths.js";
import { Link } from "../../route.js";
import { findDomain } from "../domain/find-domain.js";

/** A domain that this page has added. */
export interface AddedDomain {
  readonly domain: string;
  /** Issues its certificate. */
  readonly certificate: ToolCall;
  /** The tool's result in words. */
  readonly text: string;
  /** By `performance.now()`: when the button was pressed. */
  readonly beganAt: number;
  readonly withCertificate: boolean;
  readonly reason: string | undefined;
}

/** The row of the new domain as soon as HAProxy routes it, and its certificate. */
export function Added({ added, onAgain }: { added: AddedDomain; onAgain(): void }) {
  const { domains } = useLive();
  const heading = useRef<HTMLHeadingElement>(null);
  const [tookMs, setTook] = useState<number>();
  const row = findDomain(domains.values(), added.domain);
  useEffect(() => heading.current?.focus(), []);
  useEffect(() => {
    if (row !== undefined) setTook((before) => before ?? performance.now() - added.beganAt);
  }, [row]);
  return (
    <section class="stack">
      <h2 ref={heading} tabIndex={-1}>
        {added.domain}
      </h2>
      <p role="status">
        {row === undefined ? (
          "Added. Waiting for HAProxy to report it…"
        ) : (
          <>
            <strong class="tone-ok">Live</strong>{" "}
            {tookMs !== undefined && `${duration(tookMs)} after you pressed the button`}
          </>
        )}
      </p>
      {row && (
        <p>
          <State status={row.status} /> {plural(row.servers.length, "server")}
        </p>
      )}
      <p class="muted said">{added.withCertificate ? added.text.split("\n", 1) : added.text}</p>
      {added.withCertificate && <Issue added={added} />}
      <p class="row">
        <Link to={domainPath(added.domain)}>Open {added.domain}</Link>
        <button type="button" onClick={onAgain}>
          Add another
        </button>
      </p>
    </section>
  );
}

/** The domain stays whatever becomes of its certificate. */
function Issue({ added }: { added: AddedDomain }) {
  const call = useCall();
  const action = useAction();
  const [done, setDone] = useState("");
  const { tool, arguments: given } = added.certificate;
  const issue = () =>
    action.run(async (options) => {
      const { text } = await call(tool, given, { ...options, reason: added.reason });
      setDone(text);
    });
  useEffect(() => void issue(), []);
  return (
    <section class="stack" aria-label="Certificate">
      <h3>Certificate</h3>
      {done !== "" && (
        <p role="status" class="tone-ok said">
          {done}
        </p>
      )}
      <Failure failure={action.failure} />
      {action.failure !== undefined && (
        <p>
          {added.domain} stays: only its certificate is missing.{" "}
          <button type="button" onClick={() => void issue()}>
            Try again
          </button>
        </p>
      )}
      <Busy action={action} />
      <CopyAs tool={tool} arguments={given} reason={added.reason} />
    </section>
  );
}
