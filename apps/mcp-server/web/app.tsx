import { useEffect, useRef } from "preact/hooks";
import { Announcer } from "./frame/announcer.js";
import { Banners } from "./frame/banners.js";
import { Footer } from "./frame/footer.js";
import { Header } from "./frame/header.js";
import { useTitle } from "./frame/title.js";
import { useLive } from "./live/live.js";
import { Activity } from "./pages/activity.js";
import { AddDomain } from "./pages/add-domain.js";
import { Certificates } from "./pages/certificates.js";
import { Differences } from "./pages/differences.js";
import { Domain } from "./pages/domain.js";
import { Help } from "./pages/help.js";
import { Overview } from "./pages/overview.js";
import { Requests } from "./pages/requests.js";
import { SignIn } from "./pages/sign-in.js";
import { useClock } from "./parts/clock.js";
import { useKeys } from "./parts/keys.js";
import { Empty } from "./parts/says.js";
import { Link, useRoute } from "./route.js";
import { useSession } from "./session.js";

/** After so long without a message the numbers are grey. */
const STALE_MS = 5_000;

export function App() {
  const { info } = useSession();
  if (info === undefined) return <main aria-busy="true">Connecting to the server…</main>;
  return info.caller === undefined ? <SignIn /> : <SignedIn />;
}

function SignedIn() {
  const { haproxy, receivedAt } = useLive();
  const { path } = useRoute();
  const main = useRef<HTMLElement>(null);
  const isOld = useClock() - receivedAt > STALE_MS;
  const isStale = haproxy?.isUp === false || (receivedAt > 0 && isOld);
  useTitle();
  useGlobalKeys();
  const first = useRef(path);
  useEffect(() => {
    if (first.current === path) return;
    first.current = "";
    scrollTo(0, 0);
    main.current?.focus(); // a screen reader goes on at the new page
  }, [path]);
  return (
    <>
      <a class="skip" href="#main">
        Skip to the page
      </a>
      <Header />
      <Banners />
      <main id="main" ref={main} tabIndex={-1} class={isStale ? "stale" : undefined}>
        <Content />
      </main>
      <Footer />
      <Announcer />
    </>
  );
}

function useGlobalKeys() {
  const { go } = useRoute();
  const { isPaused, pause } = useLive();
  useKeys({
    "g o": () => go("/ui/"),
    "g c": () => go("/ui/certificates"),
    "g a": () => go("/ui/activity"),
    "g d": () => go("/ui/differences"),
    "?": () => go("/ui/help"),
    "/": () => document.querySelector<HTMLElement>("input[type=search]")?.focus(),
    p: () => pause(!isPaused),
  });
}

function Content() {
  const { page, domain = "" } = useRoute();
  switch (page) {
    case "overview":
      return <Overview />;
    case "domain":
      return <Domain key={domain} domain={domain} />;
    case "requests":
      return <Requests key={domain} domain={domain} />;
    case "add":
      return <AddDomain />;
    case "certificates":
      return <Certificates />;
    case "activity":
      return <Activity />;
    case "differences":
      return <Differences />;
    case "help":
      return <Help />;
    case "missing":
      return (
        <>
          <h1>No such page</h1>
          <Empty title={`Nothing has the address ${location.pathname}`}>
            <p>
              <Link to="/ui/">Overview</Link> has all domains.
            </p>
          </Empty>
        </>
      );
  }
}
