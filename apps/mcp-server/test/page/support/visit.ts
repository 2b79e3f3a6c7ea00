import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { onTestFinished } from "vitest";
import { TOKENS, type TokenName } from "./tokens.js";
import type { World } from "./world.js";

const SCREENSHOTS = join(import.meta.dirname, "../../../../../.cache/page");
const LIMIT_MS = 15_000;

/** One page in Chromium. A message in its console, an error in it, or a request that fails, fails the test. */
export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Problems that this test is about: those with such a text do not fail it. */
  allow(text: RegExp): void;
}

export interface VisitOptions {
  /** Whose token has signed in already. Absent: none has. */
  readonly as?: TokenName | undefined;
  readonly width?: number;
  readonly height?: number;
  readonly colours?: "light" | "dark";
  /** Of another visit, so that both share cookies and the stream. */
  readonly context?: BrowserContext;
}

/** Opens an address of the server. The page is closed at the end of the test, with a screenshot if that failed. */
export async function visit(
  browser: Browser,
  world: Pick<World, "origin">,
  path: string,
  { as, width = 1280, height = 800, colours = "light", context: given }: VisitOptions = {},
): Promise<Visit> {
  const context =
    given ??
    (await browser.newContext({
      viewport: { width, height },
      colorScheme: colours,
      reducedMotion: "reduce",
      locale: "en",
      timezoneId: "UTC",
    }));
  context.setDefaultTimeout(LIMIT_MS);
  if (as !== undefined) await signIn(context, world.origin, TOKENS[as].secret);
  const page = await context.newPage();
  const problems: string[] = [];
  const allowed: RegExp[] = [];
  page
    .on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning")
        problems.push(`console: ${message.text()} ${message.location().url}`);
    })
    .on("pageerror", (error) => problems.push(`error: ${error.stack ?? error.message}`))
    .on("requestfailed", (request) => {
      const { errorText = "" } = request.failure() ?? {};
      const isCancelled = errorText === "net::ERR_ABORTED"; // by the page: the stream, the plan of a closed dialog
      if (!isCancelled) problems.push(`failed: ${request.url()} ${errorText}`);
    })
    .on("response", (response) => {
      if (response.status() >= 400) problems.push(`${response.status()}: ${response.url()}`);
    });
  onTestFinished(async ({ task }) => {
    if (task.result?.state === "fail") await screenshot(page, `failed-${task.name}`).catch(() => {});
    const found = problems.filter((problem) => !allowed.some((text) => text.test(problem)));
    await (given === undefined ? context : page).close();
    if (found.length > 0) throw new Error(`the page had problems:\n${found.join("\n")}`);
  });
  await page.goto(`${world.origin}${path}`);
  return { page, context, allow: (text) => allowed.push(text) };
}

/** Puts the session's cookie into the context, as the form does. */
export async function signIn(context: BrowserContext, origin: string, token: string): Promise<void> {
  const response = await context.request.post(`${origin}/ui/sign-in`, {
    data: { token },
    headers: { origin, "x-haproxy-mcp-ui": "1" },
  });
  if (!response.ok()) throw new Error(`sign-in: ${response.status()} ${await response.text()}`);
}

/** A file below `.cache/page`, for whoever looks at what the tests saw. */
export async function screenshot(page: Page, name: string): Promise<void> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  const file = `${name.replaceAll(/[^\w.-]+/g, "-").slice(0, 120)}.png`;
  await page.screenshot({ path: join(SCREENSHOTS, file), fullPage: true });
}
