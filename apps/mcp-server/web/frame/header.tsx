import { useLive } from "../live/live.js";
import { isProblem, needsCare } from "../overview/problems.js";
import { useClock } from "../parts/clock.js";
import { span, utc } from "../parts/formats.js";
import { State } from "../parts/state.js";
import { Link, useRoute } from "../route.js";
import { useSession } from "../session.js";

export function Header() {
  return (
    <header class="bar">
      <Link to="/ui/" class="brand">
        HAProxy
      </Link>
      <Nav />
      <Pulse />
      <Who />
    </header>
  );
}

function Nav() {
  const { domains, certificates = [], findings } = useLive();
  const { page } = useRoute();
  const { driftCount = 0, uncertain = [] } = findings ?? {};
  const pages = [
    ["overview", "", "Overview", [...domains.values()].filter(isProblem).length],
    ["certificates", "certificates", "Certificates", certificates.filter(needsCare).length],
    ["activity", "activity", "Activity", 0],
    ["differences", "differences", "Differences", driftCount + uncertain.length],
    ["help", "help", "Help", 0],
  ] as const;
  return (
    <nav aria-label="Pages">
      {pages.map(([id, path, title, problems]) => (
        <Link key={id} to={`/ui/${path}`} aria-current={page === id ? "page" : undefined}>
          {title}{" "}
          {problems > 0 && (
            <span class="badge">
              {problems}
              <span class="unseen"> to look at</span>
            </span>
          )}
        </Link>
      ))}
    </nav>
  );
}

/** Whether the numbers are of now. */
function Pulse() {
  const { connection, receivedAt, isPaused, pause, haproxy } = useLive();
  const now = useClock();
  const isLive = connection === "live";
  const age = receivedAt === 0 ? "" : ` ${span(now - receivedAt)}`;
  const [status, word] = isPaused
    ? ["MAINT", "Paused"]
    : isLive
      ? haproxy?.isUp === false
        ? ["down", "No response"]
        : ["healthy", "Live"]
      : connection === "connecting"
        ? ["checking", "Connecting"]
        : ["degraded", `Lost${age}`];
  return (
    <div class="pulse">
      <State status={status} word={word} />
      <time class="extra">{utc(now, now)} UTC</time>
      <button type="button" class="quiet" aria-pressed={isPaused} onClick={() => pause(!isPaused)}>
        {isPaused ? "Resume" : "Pause"}
      </button>
    </div>
  );
}

function Who() {
  const { info, signOut } = useSession();
  const { caller, isOpen = false } = info ?? {};
  if (caller === undefined) return null;
  const { name, role } = caller;
  return (
    <div class="who">
      <span>
        <span class="extra">{isOpen ? "Opened without a token" : name} </span>
        <span class="badge">{role === "read" ? "read only" : role}</span>
      </span>
      {!isOpen && (
        <button type="button" class="quiet" onClick={() => signOut().catch(() => {})}>
          Sign out
        </button>
      )}
    </div>
  );
}
