import { useEffect, useRef, useState } from "preact/hooks";
import { useLive } from "../live/live.js";
import { type Seen, whatChanged } from "./what-changed.js";

const PAUSE_MS = 5_000;

/** Says what changed, at most once in 5 seconds. */
export function Announcer() {
  const { haproxy, domains } = useLive();
  const [said, say] = useState("");
  const before = useRef<Seen>({ haproxy, domains });
  const latest = useRef<Seen>(before.current);
  latest.current = { haproxy, domains };
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => {
    function tell() {
      const words = whatChanged(before.current, latest.current);
      before.current = latest.current;
      timer.current = words === "" ? undefined : setTimeout(tell, PAUSE_MS);
      if (words !== "") say(words);
    }
    if (timer.current === undefined) tell();
  }, [haproxy, domains]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <p class="unseen" role="status">
      {said}
    </p>
  );
}
