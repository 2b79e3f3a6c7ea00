import { useLive } from "../live/live.js";
import { useClock } from "../parts/clock.js";
import { span, utc } from "../parts/formats.js";
import { useSession } from "../session.js";

export function Footer() {
  const { haproxy } = useLive();
  const { info } = useSession();
  const now = useClock();
  const { version, startedAt, target } = haproxy ?? {};
  return (
    <footer>
      <span>
        HAProxy {version} {startedAt && `up ${span(now - Date.parse(startedAt))}`} at {target}
      </span>
      <span>haproxy-mcp {info?.version}</span>
      {info?.isOpen && <span>Opened without a token: this page came to localhost itself</span>}
      <span class="print">Printed {utc(now)} UTC</span>
    </footer>
  );
}
