import type { Verb } from "./verb.js";

/** Verbs that begin with one word. Each group is loaded when it is used: a command starts with what it needs. */
export interface Group {
  readonly word: string;
  load(): Promise<readonly Verb[]>;
}

/** In the order that the help lists them. */
export const GROUPS: readonly Group[] = [
  { word: "serve", load: async () => [(await import("./serve.js")).serve] },
  { word: "stdio", load: async () => [(await import("./stdio.js")).stdio] },
  { word: "up", load: async () => [(await import("./up.js")).up] },
  { word: "domains", load: async () => (await import("./verbs/domains/index.js")).domains },
  { word: "servers", load: async () => (await import("./verbs/servers/index.js")).servers },
  { word: "certs", load: async () => (await import("./verbs/certs/index.js")).certs },
  { word: "health", load: async () => [(await import("./verbs/health/health.js")).health] },
  { word: "stats", load: async () => (await import("./verbs/stats/index.js")).stats },
  { word: "reload", load: async () => [(await import("./verbs/configuration/reload.js")).reload] },
  { word: "save", load: async () => [(await import("./verbs/configuration/save.js")).save] },
  { word: "restore", load: async () => [(await import("./verbs/configuration/restore.js")).restore] },
  { word: "history", load: async () => [(await import("./verbs/history/history.js")).history] },
  { word: "undo", load: async () => [(await import("./verbs/history/undo.js")).undo] },
  { word: "init", load: async () => [(await import("./init.js")).init] },
  { word: "doctor", load: async () => [(await import("./doctor.js")).doctor] },
  { word: "token", load: async () => (await import("./token.js")).token },
  {
    word: "config",
    load: async () => [
      (await import("./config.js")).config,
      (await import("./verbs/configuration/check.js")).configCheck,
    ],
  },
  { word: "adopt", load: async () => [(await import("./adopt.js")).adopt] },
  { word: "tool", load: async () => [(await import("./tool.js")).tool] },
];

/** Every verb, in that order. */
export async function allVerbs(): Promise<readonly Verb[]> {
  return (await Promise.all(GROUPS.map(({ load }) => load()))).flat();
}
