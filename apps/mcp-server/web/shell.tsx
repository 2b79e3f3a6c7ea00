import type { ComponentChildren } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { CallContext } from "./call.js";
import { createCallTool } from "./call-tool.js";
import { LiveProvider } from "./live/live.js";
import { createLiveSource } from "./live/source.js";
import { useSession } from "./session.js";

/** The stream and the calls of the session. */
export function Connected({ children }: { children: ComponentChildren }) {
  const { info, refresh } = useSession();
  const [source, call] = useMemo(() => {
    const hasEnded = async () => (await refresh()).caller === undefined;
    return [createLiveSource("/ui/events", hasEnded), createCallTool(() => void refresh())];
  }, [refresh]);
  const hasCaller = info?.caller !== undefined;
  useEffect(() => {
    if (!hasCaller) return;
    source.start();
    return () => source.stop();
  }, [hasCaller, source]);
  return (
    <CallContext.Provider value={call}>
      <LiveProvider source={source}>{children}</LiveProvider>
    </CallContext.Provider>
  );
}
