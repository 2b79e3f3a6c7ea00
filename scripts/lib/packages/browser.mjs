import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Stop } from "../stop.mjs";

const PAGE = `<!doctype html><form><input name="ip"><input name="port"><input name="weight"></form><output></output><script src="page.js"></script>`;
const SCRIPT = `import { check } from "../out/examples/server-form.js";
const form = document.querySelector("form");
form.addEventListener("input", () => { document.querySelector("output").textContent = check(new FormData(form)); });
`;
/** @type {[Record<string, string>, string][]} what is typed, and what the page shows then */
const CASES = [
  [
    { ip: "10.0.0", port: "99999" },
    "port must be a whole number from 1 to 65535; ip must be an IPv4 or IPv6 address, such as 10.0.0.1 or 2001:db8::1",
  ],
  [{ ip: "::FFFF:0a00:0001", port: "" }, '{"ip":"::ffff:10.0.0.1","port":80,"weight":1,"state":"ready"}'],
  [{ ip: "2001:DB8:0::1", port: " 8080 " }, '{"ip":"2001:db8::1","port":8080,"weight":1,"state":"ready"}'],
];

/**
 * Bundles the form of examples/ as a website would, and fills it in with Chromium.
 *
 * @param {string} folder of the installed packages
 */
export async function tryInBrowser(folder) {
  const installed = createRequire(join(folder, "package.json"));
  const site = join(folder, "site");
  mkdirSync(site);
  writeFileSync(join(site, "form.js"), SCRIPT);
  writeFileSync(join(site, "index.html"), PAGE);
  const { build } = installed("esbuild");
  await build({
    entryPoints: [join(site, "form.js")],
    outfile: join(site, "page.js"),
    bundle: true,
    minify: true,
    platform: "browser",
    logLevel: "error",
  });

  const { chromium } = installed("playwright-core");
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
  try {
    const page = await browser.newPage();
    /** @type {string[]} */
    const errors = [];
    page.on("pageerror", (/** @type {Error} */ error) => errors.push(error.message));
    await page.goto(`file://${join(site, "index.html")}`);
    for (const [fields, expected] of CASES) {
      for (const [name, value] of Object.entries(fields)) await page.fill(`[name=${name}]`, value);
      const shown = await page.textContent("output");
      if (shown !== expected) errors.push(`${JSON.stringify(fields)} shows ${shown}, not ${expected}`);
    }
    if (errors.length > 0) throw new Stop(`validation in a browser: ${errors.join("\n")}`);
  } finally {
    await browser.close();
  }
}
