// Runs before a package is packed or published, in its folder. Only pnpm replaces `workspace:` and adds where a package comes from.
import { refusal } from "./lib/packages/refusal.mjs";
import { readManifest } from "./lib/root.mjs";
import { runMain, Stop } from "./lib/stop.mjs";

await runMain(async () => {
  const { npm_config_user_agent: agent = "", npm_lifecycle_event: event = "" } = process.env;
  const refused = refusal({ agent, event, repository: readManifest().repository });
  if (refused !== undefined) throw new Stop(refused);
  return 0;
});
