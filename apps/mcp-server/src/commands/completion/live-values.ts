import type { Tool } from "../../tools/define-tool.js";
import { callWhole } from "../callers/call-whole.js";
import { openCaller } from "../callers/open-caller.js";
import type { Call } from "../verb.js";
import type { LiveValues } from "./values.js";

interface Asked extends Pick<Call, "environment" | "signal"> {
  /** The word that is typed. */
  readonly current: string;
  /** Whose slots are meant. */
  readonly domain: string;
  readonly options: Readonly<Record<string, string>>;
}

type Source = (asked: Asked) => Promise<readonly string[]>;

const SOURCES: Readonly<Record<LiveValues, Source>> = {
  async domains(asked) {
    return (await listed(asked, asked.current)).map(({ domain }) => domain);
  },
  async slots(asked) {
    const found = (await listed(asked, asked.domain)).find(({ domain }) => domain === asked.domain);
    return (found?.servers ?? []).map(({ slot }) => String(slot));
  },
  async certificates(asked) {
    const { listCerts } = await import("../../tools/catalog/certificates/list-certs.js");
    return namesOf({ tool: listCerts as unknown as Tool, pages: "certificates" }, "name", asked);
  },
  async changes(asked) {
    const { history } = await import("../../tools/catalog/history/history.js");
    return namesOf({ tool: history as unknown as Tool }, "id", asked, "entries");
  },
  async tokens({ environment }) {
    const { openTokens } = await import("../verbs/token/open-tokens.js");
    const { tokens } = await openTokens({ environment });
    return [...(await tokens.list()).keys()];
  },
  async tools() {
    const { catalog } = await import("../../tools/catalog/index.js");
    return catalog.map(({ name }) => name);
  },
};

/** What exists now; nothing if it can't be read. */
export function liveValues(values: LiveValues, asked: Asked): Promise<readonly string[]> {
  return SOURCES[values](asked).catch(() => []);
}

interface ListedDomain {
  readonly domain: string;
  readonly servers: readonly { readonly slot: number }[];
}

/** Domains whose names contain the text, with the servers of the files: HAProxy need not respond. */
async function listed(asked: Asked, filter: string): Promise<readonly ListedDomain[]> {
  const { listDomains } = await import("../../tools/catalog/domains/list-domains.js");
  const input = { include_wildcards: true, ...(filter !== "" && { filter }) };
  const { domains } = await read(
    { tool: listDomains as unknown as Tool, pages: "domains" },
    input,
    asked,
    true,
  );
  return domains as readonly ListedDomain[];
}

type List = Parameters<typeof callWhole>[1];

async function namesOf(
  list: List,
  field: string,
  asked: Asked,
  items = list.pages ?? "",
): Promise<readonly string[]> {
  const output = await read(list, {}, asked, false);
  return (output[items] as readonly Readonly<Record<string, unknown>>[]).map((item) => String(item[field]));
}

async function read(
  list: List,
  input: Readonly<Record<string, unknown>>,
  { environment, signal, options: { url, token } }: Asked,
  isStateRead: boolean,
) {
  await using caller = await openCaller({ environment, url, token, isStateRead, signal });
  return await callWhole(caller, list, input, { signal, progress: () => {} });
}
