import { Stop } from "../stop.mjs";

/**
 * Runs each command that `haproxy-mcp init` printed under "Next".
 *
 * @param {import("./machine.mjs").Machine["run"]} run
 * @param {string} text of init
 */
export async function doWhatIsNext(run, text) {
  for (const command of commandsIn(text)) {
    console.log(`$ ${command}`);
    process.stdout.write(await run(...command.split(" ")));
  }
}

/** @param {string} text of init */
function commandsIn(text) {
  const commands = (text.split("\nNext:\n")[1] ?? "").split("\n").map((line) => line.trim());
  const found = commands.filter((line) => line !== "" && !line.startsWith("#"));
  if (found.length === 0) throw new Stop(`init prints no command:\n${text}`);
  return found;
}
