// `pnpm run site`: the documents as a site, in `.cache/site/dist`. With `--check`, Chromium opens every page of it.
import { CHROMIUM, ensurePrograms } from "./lib/programs/debian-packages.mjs";
import { installPackages } from "./lib/set-up.mjs";
import { buildSite } from "./lib/site/build.mjs";
import { checkSite } from "./lib/site/check-site.mjs";
import { runMain } from "./lib/stop.mjs";

await runMain(async () => {
  await installPackages();
  const folder = await buildSite();
  console.log(folder);
  if (process.argv.includes("--check")) {
    await ensurePrograms([CHROMIUM]);
    await checkSite(folder);
  }
  return 0;
});
