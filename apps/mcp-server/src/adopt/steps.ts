import type { AdoptableSite } from "@haproxy-mcp/haproxy-host";

interface StepParts {
  /** Files that would be written. */
  readonly written: readonly string[];
  /** The site that would be taken over. */
  readonly site: AdoptableSite | undefined;
  readonly canReload: boolean;
}

/** What a call does, in words, in its order. */
export function stepsOf({ written, site, canReload }: StepParts): readonly string[] {
  return [
    ...(written.length === 0
      ? []
      : [`write ${written.join(", ")}`, ...(canReload ? ["reload HAProxy"] : [])]),
    ...(site === undefined ? [] : [takeOverOf(site)]),
  ];
}

/** `Write haproxy.cfg, reload HAProxy and take over shop.example.com from shop?` */
export function questionOf(steps: readonly string[]): string {
  const text = [steps.slice(0, -1).join(", "), ...steps.slice(-1)]
    .filter((part) => part !== "")
    .join(" and ");
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}?`;
}

export function describeDryRun(steps: readonly string[]): string {
  return `Dry run: nothing was changed. HAProxy accepts the files. The call would\n${steps.join("\n")}\n`;
}

function takeOverOf({ domain, backend, losses }: AdoptableSite): string {
  const lost = losses.length === 0 ? "" : `, losing ${losses.map(({ what }) => what).join(", ")}`;
  return `take over ${domain} from ${backend}${lost}`;
}
