import type { Kind } from "./kinds.js";

/** Groups of tools. Clients hold the list of tools in a model's context: by default they get `core` alone. */
export const TOOLSETS = ["core", "rollout", "history", "transfer"] as const;

/** The name of a group of tools. */
export type Toolset = (typeof TOOLSETS)[number];

export const TOOLSET_LIST: Kind<readonly Toolset[]> = {
  parse(text) {
    const names = text.split(",").flatMap((name) => name.trim() || []);
    const known = TOOLSETS.filter((toolset) => names.includes(toolset) || names.includes("all"));
    const isKnown = (name: string) => name === "all" || known.some((toolset) => toolset === name);
    return known.length > 0 && names.every(isKnown) ? known : undefined;
  },
  allowed: `all, or a list of ${TOOLSETS.join(", ")}`,
};
