import { useEffect, useRef, useState } from "preact/hooks";
import { Announcer } from "./frame/announcer.js";
import { Banners } from "./frame/banners.js";
import { Footer } from "./frame/footer.js";
import { Header } from "./frame/header.js";
import { useTitle } from "./frame/title.js";
import { useLive } from "./live/live.js";
import { Overview } from "./pages/overview.js";
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
    main.current?.focus(); // a screen reader continues at the new page
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

/** The overview is here at once, the other pages a moment later. */
function Content() {
  const { page, domain = "" } = useRoute();
  const [others, setOthers] = useState<Others | "failed">();
  useEffect(() => {
    import("./pages/others.js").then(setOthers, () => setOthers("failed"));
  }, []);
  if (page === "overview") return <Overview />;
  if (page === "missing") return <Missing />;
  if (others === undefined) return <h1 aria-busy="true">Loading…</h1>;
  if (others === "failed") return <Outdated />;
  const { Domain, Requests, ...plain } = others;
  if (page === "domain") return <Domain key={domain} domain={domain} />;
  if (page === "requests") return <Requests key={domain} domain={domain} />;
  const Plain = plain[page];
  return <Plain />;
}

type Others = typeof import("./pages/others.js");

function Missing() {
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

/** Another version of the server has other files. */
function Outdated() {
  return (
    <Empty title="The server has a new version of this page">
      <button type="button" onClick={() => location.reload()}>
        Load it
      </button>
    </Empty>
  );
}
