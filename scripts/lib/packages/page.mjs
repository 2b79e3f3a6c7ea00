import { basename, join } from "node:path";
import { build } from "esbuild";
import { ROOT } from "../root.mjs";

const WEB = join(ROOT, "apps/mcp-server/web");

/** What the server imports: `src/page/virtual.d.ts` and `src/mcp/virtual-views.d.ts` have the types. */
const MODULES = { "virtual:page": buildPage, "virtual:views": buildViews };
const NAMES = /^virtual:(?:page|views)$/;

/**
 * @param {Record<string, string>} entryPoints
 * @param {"esm" | "iife"} format
 */
async function bundle(entryPoints, format) {
  const { outputFiles, metafile } = await build({
    entryPoints,
    absWorkingDir: ROOT,
    outdir: "out",
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    format,
    splitting: format === "esm",
    target: "es2022",
    jsx: "automatic",
    jsxImportSource: "preact",
    loader: { ".svg": "copy" },
    legalComments: "none",
    logLevel: "silent",
  });
  const names = Object.keys(metafile.outputs).map((name) => basename(name));
  const text = (/** @type {string} */ name) =>
    outputFiles.find(({ path }) => path.endsWith(`/${name}`))?.text ?? "";
  const loads = (/** @type {string} */ name) =>
    metafile.outputs[`out/${name}`]?.imports
      .filter(({ kind }) => kind === "import-statement")
      .map(({ path }) => basename(path)) ?? [];
  return {
    text,
    /** The scripts but this one, and whether it loads them at once. */
    othersThan: (/** @type {string} */ entry) =>
      names
        .filter((name) => name.endsWith(".js") && name !== entry)
        .map((name) => ({ name, text: text(name), isFirst: loads(entry).includes(name) })),
    files: Object.keys(metafile.inputs).map((file) => join(ROOT, file)),
  };
}

/**
 * Builds the page for browsers: one script and those that it loads, one style sheet, one icon, all of them text.
 *
 * @returns {Promise<{ script: string, others: readonly { name: string, text: string, isFirst: boolean }[], style: string, icon: string, files: readonly string[] }>} with the files that they were built from
 */
async function buildPage() {
  const { text, othersThan, files } = await bundle(
    { main: join(WEB, "main.tsx"), style: join(WEB, "page.css"), icon: join(WEB, "icon.svg") },
    "esm",
  );
  return {
    script: text("main.js"),
    others: othersThan("main.js"),
    style: text("style.css"),
    icon: text("icon.svg"),
    files,
  };
}

/**
 * Builds the views of MCP Apps: each one HTML text with all that it needs, as the strictest host wants it.
 *
 * @returns {Promise<{ overview: string, domain: string, certificates: string, files: readonly string[] }>} with the files that they were built from
 */
async function buildViews() {
  const from = (/** @type {string} */ file) => join(WEB, "apps", file);
  const { text, files } = await bundle(
    {
      overview: from("overview.tsx"),
      domain: from("domain.tsx"),
      certificates: from("certificates.tsx"),
      style: from("view.css"),
    },
    "iife",
  );
  const html = (/** @type {string} */ name) => viewHtml(text("style.css"), text(`${name}.js`));
  return { overview: html("overview"), domain: html("domain"), certificates: html("certificates"), files };
}

/**
 * @param {string} style
 * @param {string} script
 */
function viewHtml(style, script) {
  // a text of the script may have what would end it
  const inline = script.replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--");
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>HAProxy</title><style>${style}</style></head><body><script>${inline}</script></body></html>`;
}

/**
 * @param {string} name of one of the modules
 * @returns {Promise<{ contents: string, files: readonly string[] }>}
 */
async function moduleOf(name) {
  const { files, ...texts } = await MODULES[/** @type {keyof typeof MODULES} */ (name)]();
  const contents = Object.entries(texts)
    .map(([name, text]) => `export const ${name} = ${JSON.stringify(text)};\n`)
    .join("");
  return { contents, files };
}

/**
 * For tsup.
 *
 * @param {Set<string>} [embedded] gets the files that the modules are built from
 * @returns {NonNullable<import("tsup").Options["esbuildPlugins"]>[number]}
 */
export function pageForEsbuild(embedded) {
  return {
    name: "page",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: NAMES }, ({ path }) => ({ path, namespace: "page" }));
      onLoad({ filter: NAMES, namespace: "page" }, async ({ path }) => {
        const { contents, files } = await moduleOf(path);
        for (const file of files) embedded?.add(file);
        return { contents, loader: "js", watchFiles: [...files] };
      });
    },
  };
}

/**
 * For Vitest.
 *
 * @returns {import("vitest/config").Plugin}
 */
export function pageForVite() {
  return {
    name: "page",
    resolveId: (source) => (NAMES.test(source) ? `\0${source}` : undefined),
    load: async (loaded) =>
      NAMES.test(loaded.slice(1)) ? (await moduleOf(loaded.slice(1))).contents : undefined,
  };
}
