import type { Verb } from "./verb.js";

/** A verb by its name. Each is loaded when it is used: a command starts with what it needs. */
interface ListedVerb {
  readonly name: string;
  load(): Promise<Verb>;
}

/** In the order that the help lists them. */
export const VERBS: readonly ListedVerb[] = [
  { name: "serve", load: async () => (await import("./serve.js")).serve },
  { name: "stdio", load: async () => (await import("./stdio.js")).stdio },
  { name: "up", load: async () => (await import("./up.js")).up },
  { name: "domains list", load: async () => (await import("./verbs/domains/list.js")).domainsList },
  { name: "domains show", load: async () => (await import("./verbs/domains/show.js")).domainsShow },
  { name: "domains add", load: async () => (await import("./verbs/domains/add.js")).domainsAdd },
  { name: "domains remove", load: async () => (await import("./verbs/domains/remove.js")).domainsRemove },
  { name: "domains state", load: async () => (await import("./verbs/domains/state.js")).domainsState },
  { name: "servers list", load: async () => (await import("./verbs/servers/list.js")).serversList },
  { name: "servers find", load: async () => (await import("./verbs/servers/find.js")).serversFind },
  { name: "servers add", load: async () => (await import("./verbs/servers/add.js")).serversAdd },
  { name: "servers put", load: async () => (await import("./verbs/servers/put.js")).serversPut },
  { name: "servers replace", load: async () => (await import("./verbs/servers/replace.js")).serversReplace },
  { name: "servers drain", load: async () => (await import("./verbs/servers/drain.js")).serversDrain },
  { name: "servers ready", load: async () => (await import("./verbs/servers/ready.js")).serversReady },
  { name: "servers maint", load: async () => (await import("./verbs/servers/maint.js")).serversMaint },
  { name: "servers state", load: async () => (await import("./verbs/servers/state.js")).serversState },
  { name: "servers weight", load: async () => (await import("./verbs/servers/weight.js")).serversWeight },
  { name: "servers remove", load: async () => (await import("./verbs/servers/remove.js")).serversRemove },
  {
    name: "servers wait-drained",
    load: async () => (await import("./verbs/servers/wait-drained.js")).serversWaitDrained,
  },
  {
    name: "servers wait-healthy",
    load: async () => (await import("./verbs/servers/wait-healthy.js")).serversWaitHealthy,
  },
  { name: "certs list", load: async () => (await import("./verbs/certs/list.js")).certsList },
  { name: "certs show", load: async () => (await import("./verbs/certs/show.js")).certsShow },
  { name: "certs issue", load: async () => (await import("./verbs/certs/issue.js")).certsIssue },
  { name: "certs renew", load: async () => (await import("./verbs/certs/renew.js")).certsRenew },
  { name: "certs delete", load: async () => (await import("./verbs/certs/delete.js")).certsDelete },
  { name: "health", load: async () => (await import("./verbs/health/health.js")).health },
  { name: "stats domains", load: async () => (await import("./verbs/stats/domains.js")).statsDomains },
  { name: "stats backends", load: async () => (await import("./verbs/stats/backends.js")).statsBackends },
  { name: "stats frontends", load: async () => (await import("./verbs/stats/frontends.js")).statsFrontends },
  { name: "stats servers", load: async () => (await import("./verbs/stats/servers.js")).statsServers },
  { name: "log", load: async () => (await import("./log.js")).log },
  { name: "top", load: async () => (await import("./verbs/live/top.js")).top },
  { name: "watch", load: async () => (await import("./verbs/live/watch.js")).watch },
  { name: "reload", load: async () => (await import("./verbs/configuration/reload.js")).reload },
  { name: "save", load: async () => (await import("./verbs/configuration/save.js")).save },
  { name: "restore", load: async () => (await import("./verbs/configuration/restore.js")).restore },
  { name: "history", load: async () => (await import("./verbs/history/history.js")).history },
  { name: "undo", load: async () => (await import("./verbs/history/undo.js")).undo },
  { name: "export", load: async () => (await import("./verbs/transfer/export.js")).exportVerb },
  { name: "import", load: async () => (await import("./verbs/transfer/import.js")).importVerb },
  { name: "diff", load: async () => (await import("./verbs/transfer/diff.js")).diff },
  { name: "init", load: async () => (await import("./init.js")).init },
  { name: "doctor", load: async () => (await import("./doctor.js")).doctor },
  { name: "token new", load: async () => (await import("./verbs/token/new.js")).tokenNew },
  { name: "token list", load: async () => (await import("./verbs/token/list.js")).tokenList },
  { name: "token revoke", load: async () => (await import("./verbs/token/revoke.js")).tokenRevoke },
  { name: "config", load: async () => (await import("./config.js")).config },
  { name: "config check", load: async () => (await import("./verbs/configuration/check.js")).configCheck },
  { name: "adopt", load: async () => (await import("./adopt.js")).adopt },
  { name: "completion", load: async () => (await import("./completion/completion.js")).completion },
  { name: "tool", load: async () => (await import("./tool.js")).tool },
];

/** The verb of that name, or `undefined`. */
export async function loadVerb(name: string): Promise<Verb | undefined> {
  return VERBS.find((verb) => verb.name === name)?.load();
}

/** Every verb, or those that begin with a word, in that order. */
export function loadVerbs(word?: string): Promise<readonly Verb[]> {
  const wanted = VERBS.filter(({ name }) => word === undefined || name.split(" ")[0] === word);
  return Promise.all(wanted.map(({ load }) => load()));
}
