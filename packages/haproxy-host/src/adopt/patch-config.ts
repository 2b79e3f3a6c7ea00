import { auditConfig } from "../audit/audit-config.js";
import type { AuditSettings, Finding } from "../audit/finding.js";
import { type ProxySection, proxiesOf } from "../audit/model/proxy.js";
import {
  type ConfigFile,
  type ConfigSection,
  type NumberedFile,
  readConfig,
} from "../audit/read/read-config.js";
import { ourLookUps } from "../audit/request/look-ups.js";
import { probeMaps } from "../audit/request/probe.js";
import { type ConfigAdditions, renderAdditions } from "../config/render-additions.js";
import { HostError } from "../errors.js";
import { routingFrontends } from "./adoptable-sites.js";
import { collisionsWith } from "./collisions.js";
import { editedBlocks, markedBlock, numbersBefore, withoutMarkedBlocks } from "./marked-block.js";
import { missingInGlobal } from "./missing-in-global.js";
import { outsideConditions } from "./outside-conditions.js";
import { withDefaultsOf } from "./pool-defaults.js";

/** A configuration of the operator's, changed so that our pools work beside its own sites. */
export interface ConfigPatch {
  /** Every file, in the order given; one that needs nothing is unchanged. */
  readonly files: readonly ConfigFile[];
  /** The lines that only the operator can change; empty: our pools work with the files. */
  readonly findings: readonly Finding[];
}

/** What a configuration must have for the pools: what {@link patchConfig} adds where it is missing. */
export type PatchSettings = AuditSettings & Parameters<typeof renderAdditions>[0];

/** Lines above a line of a file; the number behind the last is its end. */
interface Insertion {
  readonly file: string;
  readonly above: number;
  /** The line of the heading of their section. */
  readonly heading: number;
  readonly lines: readonly string[];
}

/** HAProxy takes the last section of defaults, named or not: ours is the last only where there is no other. */
const INHERITED = "# Add sections above this block: below it, they would inherit its defaults.";

/** The first line from which a rule may end a request. */
const RULES = new Set(["http-request", "redirect", "use_backend", "use-server"]);

/**
 * Adds to a configuration what our pools need, in marked blocks and nowhere else: requests for names that `domains.map` does not have go
 * where they went before. Blocks of an earlier patch are replaced. Pure.
 *
 * @param files that HAProxy is started with, in their order
 * @throws HostError `INVALID_SETTING`
 */
export function patchConfig(files: readonly ConfigFile[], settings: PatchSettings): ConfigPatch {
  if (files.length === 0)
    throw new HostError("INVALID_SETTING", "files must not be empty; give the files of HAProxy");
  const own = unpatchConfig(files);
  const { sections } = readConfig(own);
  const proxies = proxiesOf(sections);
  const additions = withOwnVariables(renderAdditions(settings));
  const [frontend] = routingFrontends(proxies, probeMaps(settings));
  const insertions = [
    ...globalInsertions(sections, additions),
    ...frontendsToPatch(proxies, settings).flatMap((proxy) => frontendInsertions(proxy, additions)),
    ...poolInsertions(own, sections, proxies, additions, frontend),
  ];
  const changed = own.map((file) => withInsertions(file, insertions));
  const refused = [...editedBlocks(files), ...collisionsIn(withNumbers(own, files), additions, settings)];
  const audited = auditConfig(withNumbers(changed, files), settings);
  return {
    files: changed,
    findings: refused.length > 0 ? refused : audited.filter(({ severity }) => severity === "error"),
  };
}

function collisionsIn(
  own: readonly ConfigFile[],
  additions: ConfigAdditions,
  settings: PatchSettings,
): readonly Finding[] {
  const { sections } = readConfig(own);
  const proxies = proxiesOf(sections);
  const byHand = proxies.filter((proxy) => hasOurRules(proxy, settings)).map(({ heading }) => heading);
  const others = sections.filter(({ heading }) => !byHand.includes(heading));
  const end = hasPools(proxies) ? "" : additions.end;
  return collisionsWith({ ...additions, end }, others, frontendsToPatch(proxies, settings));
}

function frontendsToPatch(
  proxies: readonly ProxySection[],
  settings: PatchSettings,
): readonly ProxySection[] {
  return routingFrontends(proxies, probeMaps(settings)).filter((proxy) => !hasOurRules(proxy, settings));
}

/** An operator may have added them by hand. */
function hasOurRules(proxy: ProxySection, { mapFile }: PatchSettings): boolean {
  return ourLookUps(proxy, mapFile).length > 0;
}

/** The lines with the numbers that they have in the files as they are. */
function withNumbers(changed: readonly ConfigFile[], files: readonly ConfigFile[]): readonly NumberedFile[] {
  return changed.map((file, at) => ({ ...file, numbers: numbersBefore(file.text, files[at]?.text ?? "") }));
}

/** The files without the marked blocks of a patch. Pure. */
export function unpatchConfig(files: readonly ConfigFile[]): readonly ConfigFile[] {
  return files.map(({ file, text }) => ({ file, text: withoutMarkedBlocks(text) }));
}

function globalInsertions(
  sections: readonly ConfigSection[],
  { global }: ConfigAdditions,
): readonly Insertion[] {
  const found = sections.filter(({ kind }) => kind === "global");
  const [section] = found;
  if (section === undefined) return [];
  const missing = missingInGlobal(found, linesOf(global));
  return missing.length === 0 ? [] : [{ ...endOf(section), lines: missing }];
}

function frontendInsertions(proxy: ProxySection, { frontend }: ConfigAdditions): readonly Insertion[] {
  const lines = linesOf(frontend);
  const placeOf = (isPlace: (line: ProxySection["heading"]) => boolean) => {
    const line = proxy.lines.find(isPlace);
    return line === undefined
      ? endOf(proxy)
      : { file: line.file ?? "", above: line.number, heading: proxy.heading.number };
  };
  const rules = placeOf(({ words: [keyword = ""] }) => RULES.has(keyword));
  const routes = placeOf(({ words: [keyword] }) => keyword === "use_backend");
  if (rules.above === routes.above) return [{ ...rules, lines }];
  // each with the comment above it
  const isOurRoute = (_text: string, at: number) =>
    [lines[at], lines[at + 1]].some((text = "") => /^ *use_backend /.test(text)) &&
    !/^ *http-request /.test(lines[at] ?? "");
  return [
    { ...rules, lines: lines.filter((text, at) => !isOurRoute(text, at)) },
    { ...routes, lines: lines.filter(isOurRoute) },
  ];
}

function poolInsertions(
  own: readonly ConfigFile[],
  sections: readonly ConfigSection[],
  proxies: readonly ProxySection[],
  { global, end }: ConfigAdditions,
  frontend: ProxySection | undefined,
): readonly Insertion[] {
  const hasGlobal = sections.some(({ kind }) => kind === "global");
  const defaults = sections.find(({ kind }) => kind === "defaults");
  const lines = [
    ...(hasGlobal ? [] : ["global", ...linesOf(global)]),
    ...(hasPools(proxies)
      ? []
      : [...withDefaultsOf(frontend, linesOf(end)), ...(defaults === undefined ? [INHERITED] : [])]),
  ];
  if (lines.length === 0) return [];
  const place =
    defaults === undefined
      ? { file: own.at(-1)?.file ?? "", above: Number.POSITIVE_INFINITY, heading: Number.POSITIVE_INFINITY }
      : { ...aboveComments(own, defaults), heading: 0 };
  return [{ ...place, lines }];
}

/** Above a section, and the comments and empty lines above it. */
function aboveComments(
  own: readonly ConfigFile[],
  { heading }: ConfigSection,
): Pick<Insertion, "file" | "above"> {
  const { file = "", text = "" } = own.find((one) => one.file === heading.file) ?? {};
  const lines = text.split("\n");
  let above = heading.number;
  while (/^\s*(?:#.*)?$/.test(lines[above - 2] ?? "end of comments")) above -= 1;
  return { file, above };
}

/** Variables of the operator's own may have our names. */
function withOwnVariables({ frontend, ...others }: ConfigAdditions): ConfigAdditions {
  return { ...others, frontend: frontend.replaceAll("var(txn.", "var(txn.haproxy_mcp_") };
}

function hasPools(proxies: readonly ProxySection[]): boolean {
  return proxies.some(({ name, isBackend }) => isBackend && name === "pool_1");
}

/** Below its last line that counts. */
function endOf({ heading, lines }: ConfigSection): Omit<Insertion, "lines"> {
  const last = lines.at(-1) ?? heading;
  return { file: last.file ?? "", above: last.number + 1, heading: heading.number };
}

function withInsertions({ file, text }: ConfigFile, insertions: readonly Insertion[]): ConfigFile {
  const here = insertions.filter((insertion) => insertion.file === file);
  if (here.length === 0) return { file, text };
  const lines = text.replace(/\n$/, "").split("\n");
  const placed = here.map(({ above, heading, lines: added }) => ({
    above: outsideConditions(lines, above, heading),
    block: markedBlock(added),
  }));
  const at = (place: number) => placed.filter(({ above }) => above === place).flatMap(({ block }) => block);
  const changed = [
    ...lines.flatMap((line, index) => [...at(index + 1), line]),
    ...at(lines.length + 1),
    ...at(Number.POSITIVE_INFINITY),
  ];
  return { file, text: `${changed.join("\n")}\n` };
}

function linesOf(text: string): readonly string[] {
  return text.replace(/\n+$/, "").split("\n");
}
