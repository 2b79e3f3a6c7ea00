import { useEffect, useMemo } from "preact/hooks";
import { useLive } from "../live/live.js";
import { problemsOf, titleOf } from "../overview/problems.js";
import { lookOf, type Tone } from "../parts/states.js";
import { useRoute } from "../route.js";

const NAMES: Readonly<Record<string, string>> = {
  add: "Add a domain",
  missing: "No such page",
};

/** The tab shows what is wrong. */
export function useTitle() {
  const { domains, certificates, findings, haproxy, connection } = useLive();
  const { page, domain } = useRoute();
  const problems = useMemo(
    () => problemsOf({ domains, certificates, findings }).filter(({ status }) => status !== "warning"),
    [domains, certificates, findings],
  );
  const isDown = haproxy?.isUp === false;
  const name = domain ?? NAMES[page] ?? page.replace(/^./, (letter) => letter.toUpperCase());
  const title = isDown ? "(!) HAProxy does not respond" : titleOf(name, problems);
  const tone = isDown ? "bad" : lookOf(problems[0]?.status ?? "healthy")[0];
  useEffect(() => {
    document.title = connection === "lost" ? `(lost the server) ${title}` : title;
  }, [title, connection]);
  useEffect(() => {
    document.querySelector("link[rel=icon]")?.setAttribute("href", iconOf(tone));
  }, [tone]);
}

/** A disc, a triangle or a cross: not the colour alone. */
function iconOf(tone: Tone): string {
  const [path, colour] =
    tone === "bad"
      ? ["m3 1 5 5 5-5 2 2-5 5 5 5-2 2-5-5-5 5-2-2 5-5-5-5z", "#d0142c"]
      : tone === "warn"
        ? ["M8 1 15.5 15H.5z", "#d07a00"]
        : ["M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1z", "#0b8a4c"];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path fill="${colour}" d="${path}"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
