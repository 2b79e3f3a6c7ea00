import type { ComponentChildren } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { CallContext, createCallTool } from "./call.js";
import { LiveProvider } from "./live/live.js";
import { createLiveSource } from "./live/source.js";
import { useSession } from "./session.js";

/** The stream and the calls of the session. */
export function Connected({ children }: { children: ComponentChildren }) {
  const { info, refresh } = useSession();
  const source = useMemo(
    () => createLiveSource("/ui/events", async () => (await refresh())?.caller === undefined),
    [],
  );
  const call = useMemo(() => createCallTool(() => void refresh()), []);
  const hasCaller = info?.caller !== undefined;
  useEffect(() => {
    if (hasCaller) source.start();
    else source.stop(info !== undefined);
  }, [hasCaller, source, info]);
  return (
    <CallContext.Provider value={call}>
      <LiveProvider source={source}>{children}</LiveProvider>
    </CallContext.Provider>
  );
}
