import { useEffect, useRef } from "preact/hooks";
import { useLive } from "../../live/live.js";
import { Empty } from "../../parts/says.js";
import { domainPath } from "../../paths.js";
import { Link } from "../../route.js";
import { useSession } from "../../session.js";
import { nearestNames } from "./find-domain.js";

/** @param removed - what the page has just done to the domain, if it did */
export function Missing({ domain, removed }: { domain: string; removed: string }) {
  const { domains, findings } = useLive();
  const { may } = useSession();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (removed !== "") heading.current?.focus();
  }, [removed]);
  const near = nearestNames(
    domain,
    [...domains.values()].flatMap(({ names }) => names),
  );
  const line = findings?.uncertain.find(({ name }) => name === domain);
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {domain}
      </h1>
      <p role="status" class="said tone-ok">
        {removed}
      </p>
      <Empty
        title={
          line === undefined ? `HAProxy routes no domain ${domain}.` : `${domain} is ${line.running} now.`
        }
      >
        {line !== undefined && (
          <p>
            {line.message}. <Link to="/ui/differences">Differences</Link> has the edit that fixes it.
          </p>
        )}
        {near.length > 0 && removed === "" && line === undefined && (
          <p>
            Did you mean <NameLinks names={near} />?
          </p>
        )}
        <p>
          <Link to="/ui/">All domains</Link>
          {line === undefined && may("operate", "haproxy_add_domain") && (
            <>
              {" · "}
              <Link to={`/ui/add?domain=${encodeURIComponent(domain)}`}>Add {domain}</Link>
            </>
          )}
        </p>
      </Empty>
    </>
  );
}

/** `a, b, c` */
export function NameLinks({ names }: { names: readonly string[] }) {
  return (
    <>
      {names.map((name, index) => (
        <span key={name}>
          {index > 0 && ", "}
          <Link to={domainPath(name)}>{name}</Link>
        </span>
      ))}
    </>
  );
}
