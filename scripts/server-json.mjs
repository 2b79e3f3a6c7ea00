// `node scripts/server-json.mjs`, after a version has changed: writes server.json, which the MCP registry reads.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { renderServerJson } from "./lib/bundle/server-json.mjs";
import { ROOT } from "./lib/root.mjs";

writeFileSync(join(ROOT, "server.json"), renderServerJson());
