// `pnpm run check:page [--pictures] […]`: opens the page of a real server, in front of a real HAProxy, in Chromium. What it saw is in `.cache/page`.
// With `--pictures` it writes those of the documents; other arguments go to vitest.
import { ensurePrograms, PAGE_PROGRAMS } from "./lib/programs/debian-packages.mjs";
import { runTests } from "./lib/run-tests.mjs";
import { setUp } from "./lib/set-up.mjs";
import { runMain } from "./lib/stop.mjs";

const PICTURES = "--pictures";

await runMain(async () => {
  await ensurePrograms(PAGE_PROGRAMS);
  await setUp();
  const args = process.argv.slice(2);
  const rest = args.filter((arg) => arg !== PICTURES);
  return runTests(["--project", "page", ...rest], {
    CHECK_PAGE: "1",
    ...(args.includes(PICTURES) && { PAGE_PICTURES: "1" }),
  });
});
