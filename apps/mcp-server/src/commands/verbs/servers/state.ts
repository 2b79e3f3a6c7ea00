import { setServersState } from "../../../tools/catalog/rollout/set-servers-state.js";
import { secondsForm } from "../../to-input.js";
import { defineToolVerb } from "../../tool-verb.js";

export const serversState = defineToolVerb({
  name: "servers state",
  tool: setServersState,
  summary: "set servers to ready, drain or maint, by address, pool, status or domain",
  positionals: [{ name: "ready|drain|maint", argument: "state" }],
  forms: { wait_sec: secondsForm("wait") },
  confirm: ({ state }) => `Set every server that is selected to ${state}?`,
  examples: [
    "servers state maint --address 127.0.0.1 --dry-run",
    "servers state ready --address 127.0.0.1 --yes",
  ],
});
