import type { Locator, Page } from "playwright-core";
import { focused, hasFocus } from "./in-page.js";

const MOST_TABS = 150;

/** How a person works the page: both ways must lead to the same. */
export interface Hands {
  readonly name: string;
  /** A link or button. */
  press(target: Locator): Promise<void>;
  /** Writes into a field, in place of what it has. */
  write(field: Locator, text: string): Promise<void>;
  /** Chooses from a list, by how the text of its option begins. */
  choose(list: Locator, option: string): Promise<void>;
  /** Switches a check box or radio button on. */
  check(box: Locator): Promise<void>;
}

export const mouse: Hands = {
  name: "by mouse",
  press: (target) => target.click(),
  async write(field, text) {
    await field.click({ clickCount: 3 });
    await field.page().keyboard.press("Delete");
    await field.pressSequentially(text);
  },
  async choose(list, option) {
    const texts = await list.getByRole("option").allTextContents();
    await list.selectOption({ label: texts.find((text) => text.startsWith(option)) ?? option });
  },
  check: (box) => box.check(),
};

/** Nothing but keys: what can't be reached with the Tab key can't be used. */
const keyboard: Hands = {
  name: "by keyboard",
  async press(target) {
    await target.and(target.page().locator(':not([aria-disabled="true"])')).waitFor();
    await reach(target);
    await target.page().keyboard.press("Enter");
  },
  async write(field, text) {
    await reach(field);
    const { keyboard: keys } = field.page();
    await keys.press("Control+a");
    await keys.press("Delete");
    await keys.type(text);
  },
  async choose(list, option) {
    await reach(list);
    await list.page().keyboard.type(option);
  },
  async check(box) {
    await reach(box);
    if (!(await box.isChecked())) await box.page().keyboard.press("Space");
  },
};

export const HANDS = [mouse, keyboard] as const;

/** Presses Tab until the element has the focus. */
export async function reach(target: Locator): Promise<void> {
  const page: Page = target.page();
  await target.waitFor();
  const seen: string[] = [];
  for (let tabs = 0; tabs <= MOST_TABS; tabs++) {
    if (await target.evaluate(hasFocus)) return;
    seen.push(await page.evaluate(focused));
    await page.keyboard.press("Tab");
  }
  throw new Error(
    `${target} has not got the focus after ${MOST_TABS} tabs: ${seen.slice(0, 40).join(" > ")}`,
  );
}
