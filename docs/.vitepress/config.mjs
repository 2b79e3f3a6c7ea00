import { readFileSync } from "node:fs";
import { defineConfig } from "vitepress";
import { scrolling } from "./scrolling.mjs";
import { slugOf } from "./slug.mjs";

/** What `scripts/site.mjs` writes beside this file when it lays out the pages. */
const menu = JSON.parse(readFileSync(new URL("menu.json", import.meta.url), "utf8"));

export default defineConfig({
  title: "haproxy-mcp",
  description: "Add and remove domains, servers and certificates of a running HAProxy, without a reload",
  lang: "en",
  srcDir: "pages",
  outDir: "dist",
  // the menu leads to more than a reader opens
  router: { prefetchLinks: false },
  head: [["link", { rel: "icon", href: "/docs/images/icon.svg", type: "image/svg+xml" }]],
  markdown: {
    anchor: { slugify: slugOf },
    config: scrolling,
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
  },
  themeConfig: {
    logo: { src: "/docs/images/icon.svg", alt: "" },
    outline: { level: [2, 3], label: "On this page" },
    search: { provider: "local" },
    // its visible text: the default differs from it
    notFound: { linkLabel: "Take me home" },
    nav: menu.nav,
    sidebar: menu.sidebar,
  },
});
