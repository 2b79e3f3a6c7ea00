import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ROOT } from "../lib/root.mjs";

const IMAGES = join(ROOT, "docs/images");
/** Colours of a picture for light pages, and what they are on dark ones. */
const IN_DARK: Readonly<Record<string, string>> = {
  "#1f2328": "#f0f6fc",
  "#59636e": "#9198a1",
  "#ffffff": "#151b23",
  "#ddf4ff": "#0c2d6b",
  "#0969da": "#4493f8",
};

it.each(["parts", "request", "change", "certificate", "reload"])(
  "%s-dark.svg is %s-light.svg in other colours: vitest -u writes it",
  async (name) => {
    const light = readFileSync(join(IMAGES, `${name}-light.svg`), "utf8");

    await expect(
      light.replace(/#[0-9a-f]{6}/g, (colour) => IN_DARK[colour] ?? `no dark ${colour}`),
    ).toMatchFileSnapshot(join(IMAGES, `${name}-dark.svg`));
  },
);
