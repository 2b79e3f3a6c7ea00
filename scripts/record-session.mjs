// `pnpm record`: runs the session of the README in a terminal, with a real HAProxy, and draws it as SVG. With --check it only
// compares: it fails when what is printed now differs from the picture in more than times, numbers of changes and users.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { haproxyBinaries } from "./lib/programs/haproxy-versions.mjs";
import { drawTerminal, linesOfDrawing } from "./lib/recording/drawing.mjs";
import { firstDifference } from "./lib/recording/normalised.mjs";
import { recordSession } from "./lib/recording/record.mjs";
import { textOf } from "./lib/recording/terminal-text.mjs";
import { ROOT } from "./lib/root.mjs";
import { setUp } from "./lib/set-up.mjs";
import { runMain, Stop } from "./lib/stop.mjs";

const RELEASE = "3.2";
const FILE = "docs/images/session.svg";
const TITLE =
  "A domain is added and served, a server is drained, the history names both changes, and the second one is undone.";

await runMain(async () => {
  await setUp();
  const [haproxy] = await haproxyBinaries([RELEASE]);
  const folder = mkdtempSync(join(tmpdir(), "session-"));
  try {
    const lines = await recordSession(folder, haproxy?.binary ?? "");
    if (!process.argv.includes("--check")) {
      writeFileSync(join(ROOT, FILE), drawTerminal(lines, TITLE));
      console.log(lines.map(textOf).join("\n"));
      return 0;
    }
    const difference = firstDifference(
      linesOfDrawing(readFileSync(join(ROOT, FILE), "utf8")),
      lines.map(textOf),
    );
    if (difference === undefined) return 0;
    throw new Stop(
      `${FILE} is out of date. In the picture:\n\n${difference.before}\nPrinted now:\n\n${difference.after}\nDraw it again: npx -y pnpm@10.34.8 run record`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
