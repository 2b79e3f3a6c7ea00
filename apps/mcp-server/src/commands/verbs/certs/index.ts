import type { ToolVerb } from "../../tool-verb-parts.js";
import { certsDelete } from "./delete.js";
import { certsIssue } from "./issue.js";
import { certsList } from "./list.js";
import { certsRenew } from "./renew.js";
import { certsRenewAll } from "./renew-all.js";
import { certsShow } from "./show.js";

export const certs: readonly ToolVerb[] = [
  certsList,
  certsShow,
  certsIssue,
  certsRenew,
  certsRenewAll,
  certsDelete,
];
