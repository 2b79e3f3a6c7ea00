// What the other tests rely on: a check that reports nothing must be able to report something.
import { expect, it } from "vitest";
import { launched } from "./support/chromium.js";
import { reach } from "./support/hands.js";
import { normalised } from "./support/structure.js";
import { violationsOf } from "./support/violations.js";

const browser = launched();

it("axe reports low contrast and a field without a label", async () => {
  await using context = await browser().newContext();
  const page = await context.newPage();
  await page.setContent(
    '<!doctype html><html lang="en"><title>t</title><main><p style="color:#aaa">pale</p><input></main>',
  );

  const found = await violationsOf(page);

  expect(found.map((text) => text.split(":")[0]).sort()).toEqual(["color-contrast", "label"]);
});

it("a control that the Tab key does not lead to can't be reached by keyboard", async () => {
  await using context = await browser().newContext();
  const page = await context.newPage();
  await page.setContent("<button>one</button><button tabindex=-1>two</button>");

  await reach(page.getByRole("button", { name: "one" }));

  await expect(reach(page.getByRole("button", { name: "two" }))).rejects.toThrow("has not got the focus");
});

it("structures leave out what changes by itself", () => {
  expect(normalised("- text: 2 of 3 up since 2026-11-27 01:23:15 (41 s), <0.1 % of pool_1_2, 12.3K")).toBe(
    "- text: N of N up since TIME (N), N of POOL, N\n",
  );
});
