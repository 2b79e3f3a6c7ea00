import { join } from "node:path";
import { build } from "esbuild";
import { ROOT } from "../root.mjs";

const WEB = join(ROOT, "apps/mcp-server/web");

/** What `src/page/` imports; its types are in `src/page/virtual.d.ts`. */
const PAGE = "virtual:page";

/**
 * Builds the page for browsers: one script, one style sheet, one icon, all of them text.
 *
 * @returns {Promise<{ script: string, style: string, icon: string, files: readonly string[] }>} with the files that they were built from
 */
export async function buildPage() {
  const { outputFiles, metafile } = await build({
    entryPoints: { main: join(WEB, "main.tsx"), style: join(WEB, "page.css"), icon: join(WEB, "icon.svg") },
    absWorkingDir: ROOT,
    outdir: "out",
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    format: "esm",
    target: "es2022",
    jsx: "automatic",
    jsxImportSource: "preact",
    loader: { ".svg": "copy" },
    legalComments: "none",
    logLevel: "silent",
  });
  const text = (/** @type {string} */ name) =>
    outputFiles.find(({ path }) => path.endsWith(name))?.text ?? "";
  const files = Object.keys(metafile.inputs).map((file) => join(ROOT, file));
  return { script: text("main.js"), style: text("style.css"), icon: text("icon.svg"), files };
}

/** @returns {Promise<{ contents: string, files: readonly string[] }>} */
async function pageModule() {
  const { files, ...texts } = await buildPage();
  const contents = Object.entries(texts)
    .map(([name, text]) => `export const ${name} = ${JSON.stringify(text)};\n`)
    .join("");
  return { contents, files };
}

/**
 * For tsup.
 *
 * @returns {NonNullable<import("tsup").Options["esbuildPlugins"]>[number]}
 */
export function pageForEsbuild() {
  return {
    name: "page",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: new RegExp(`^${PAGE}$`) }, () => ({ path: PAGE, namespace: "page" }));
      onLoad({ filter: /.*/, namespace: "page" }, async () => {
        const { contents, files } = await pageModule();
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
  const id = `\0${PAGE}`;
  return {
    name: "page",
    resolveId: (source) => (source === PAGE ? id : undefined),
    load: async (loaded) => (loaded === id ? (await pageModule()).contents : undefined),
  };
}
