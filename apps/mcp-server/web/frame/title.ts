import { useEffect, useMemo } from "preact/hooks";
import { useLive } from "../live/live.js";
import { problemsOf, titleOf } from "../overview/problems.js";
import { PATHS } from "../parts/shapes.js";
import { lookOf, type StateLook, type Tone } from "../parts/states.js";
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
    () => problemsOf({ domains, certificates, findings }).filter(({ isMinor }) => !isMinor),
    [domains, certificates, findings],
  );
  const isDown = haproxy?.isUp === false;
  const name = domain ?? NAMES[page] ?? page.replace(/^./, (letter) => letter.toUpperCase());
  const title = isDown ? "(!) HAProxy does not respond" : titleOf(name, problems);
  const worst = isDown ? "down" : (problems[0]?.status ?? "healthy");
  useEffect(() => {
    document.title = connection === "lost" ? `(lost the server) ${title}` : title;
  }, [title, connection]);
  useEffect(() => {
    document.querySelector("link[rel=icon]")?.setAttribute("href", iconOf(lookOf(worst)));
  }, [worst]);
}

const COLOURS: Partial<Record<Tone, string>> = { bad: "#d0142c", warn: "#d07a00", info: "#0b72d0" };

/** A shape: not the colour alone. */
function iconOf([tone, shape]: StateLook): string {
  const path = `<path fill="${COLOURS[tone] ?? "#0b8a4c"}" d="${PATHS[shape]}"/>`;
  return `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="1 1 14 14">${path}</svg>`)}`;
}
