import type { ToolVerb } from "../../tool-verb-parts.js";
import { serversAdd } from "./add.js";
import { serversDrain } from "./drain.js";
import { serversFind } from "./find.js";
import { serversList } from "./list.js";
import { serversMaint } from "./maint.js";
import { serversPut } from "./put.js";
import { serversReady } from "./ready.js";
import { serversRemove } from "./remove.js";
import { serversReplace } from "./replace.js";
import { serversState } from "./state.js";
import { serversWaitDrained } from "./wait-drained.js";
import { serversWaitHealthy } from "./wait-healthy.js";
import { serversWeight } from "./weight.js";

export const servers: readonly ToolVerb[] = [
  serversList,
  serversFind,
  serversAdd,
  serversPut,
  serversReplace,
  serversDrain,
  serversReady,
  serversMaint,
  serversState,
  serversWeight,
  serversRemove,
  serversWaitDrained,
  serversWaitHealthy,
];
