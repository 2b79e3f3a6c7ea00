// `npm run bundle`: haproxy-mcp with all its dependencies in one tarball, which `npm install --global` installs without a registry.
// `npm run bundle -- --mcpb`: the same as an `.mcpb`, for clients that install one.
import { readdirSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { ROOT } from "./lib/root.mjs";
import { installPackages } from "./lib/set-up.mjs";
import { runMain } from "./lib/stop.mjs";

const BUNDLE = /^haproxy-mcp-\d[^/]*\.tgz$/;

await runMain(async () => {
  await installPackages();
  if (process.argv.includes("--mcpb")) {
    const { makeMcpb } = await import("./lib/bundle/mcpb.mjs");
    console.log(relative(process.cwd(), await makeMcpb(ROOT)));
    return 0;
  }
  // so that the documents' haproxy-mcp-*.tgz names one
  for (const name of readdirSync(ROOT).filter((file) => BUNDLE.test(file))) rmSync(join(ROOT, name));
  const { makeTarball } = await import("./lib/bundle/tarball.mjs");
  const tarball = relative(process.cwd(), await makeTarball(ROOT));
  console.log(
    `${tarball}\n\nInstall it, here or on another machine with Node.js, with no network:\n\n  npm install --global ./${tarball}`,
  );
  return 0;
});
