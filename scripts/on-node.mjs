// Runs a script, and refuses any other major version of Node.js:
// node scripts/on-node.mjs MAJOR SCRIPT [ARGUMENT…]
import { runInForeground } from "./lib/run.mjs";
import { runMain, Stop } from "./lib/stop.mjs";

await runMain(async () => {
  const [major, ...command] = process.argv.slice(2);
  if (process.versions.node.split(".")[0] !== major)
    throw new Stop(`this is Node.js ${process.version}; ${major} is required`);
  console.log(`Node.js ${process.version}`);
  return runInForeground(process.execPath, command);
});
