import type { ToolVerb } from "../../tool-verb-parts.js";
import { domainsAdd } from "./add.js";
import { domainsList } from "./list.js";
import { domainsRemove } from "./remove.js";
import { domainsShow } from "./show.js";
import { domainsState } from "./state.js";

export const domains: readonly ToolVerb[] = [
  domainsList,
  domainsShow,
  domainsAdd,
  domainsRemove,
  domainsState,
];
