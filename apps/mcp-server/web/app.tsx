import { Activity } from "./pages/activity.js";
import { AddDomain } from "./pages/add-domain.js";
import { Certificates } from "./pages/certificates.js";
import { Differences } from "./pages/differences.js";
import { Domain } from "./pages/domain.js";
import { Help } from "./pages/help.js";
import { Overview } from "./pages/overview.js";
import { Requests } from "./pages/requests.js";
import { Link, useRoute } from "./route.js";
import { useSession } from "./session.js";

export function App() {
  const { info } = useSession();
  return (
    <>
      <header class="top">
        <Link to="/ui/">Overview</Link> <Link to="/ui/add">Add a domain</Link>{" "}
        <Link to="/ui/certificates">Certificates</Link> <Link to="/ui/activity">Activity</Link>{" "}
        <Link to="/ui/differences">Differences</Link> <Link to="/ui/help">Help</Link> {info?.caller?.name}
      </header>
      <main>
        <Content />
      </main>
    </>
  );
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
      return <h1>No such page</h1>;
  }
}
