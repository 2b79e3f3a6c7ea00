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
  { word: "restore", load: async () => [(await import("./restore.js")).restore] },
  { word: "history", load: async () => [(await import("./verbs/history/history.js")).history] },
  { word: "undo", load: async () => [(await import("./verbs/history/undo.js")).undo] },
  { word: "init", load: async () => [(await import("./init.js")).init] },
  { word: "doctor", load: async () => [(await import("./doctor.js")).doctor] },
  { word: "token", load: async () => (await import("./token.js")).token },
  { word: "config", load: async () => [(await import("./config.js")).config] },
  { word: "adopt", load: async () => [(await import("./adopt.js")).adopt] },
];

/** Every verb, in that order. */
export async function allVerbs(): Promise<readonly Verb[]> {
  return (await Promise.all(GROUPS.map(({ load }) => load()))).flat();
}
