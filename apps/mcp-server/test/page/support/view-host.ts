import { fileURLToPath } from "node:url";
import type { Client } from "@modelcontextprotocol/client";
import { getToolUiResourceUri } from "@modelcontextprotocol/ext-apps/app-bridge";
import { build } from "esbuild";
import type { Browser, Frame, Page } from "playwright-core";
import { onTestFinished } from "vitest";

/** Nothing but what is in the text itself: the strictest that hosts are known to have. */
const POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'";
const ADDRESS = "http://localhost/host";

/** What a host emulator in Chromium shows, and what passed through it. */
export interface ShownView {
  readonly page: Page;
  readonly frame: Frame;
  /** Calls that the view had the host make. */
  readonly calls: readonly { readonly name: string; readonly arguments?: Record<string, unknown> }[];
  /** What the view reported to the model. */
  readonly reported: readonly unknown[];
  /** Of the frame, as the view asked for it, in CSS pixels. */
  height(): Promise<number>;
  theme(theme: "light" | "dark"): Promise<void>;
  /** @returns what the view responds */
  end(): Promise<unknown>;
}

/**
 * An MCP host: it calls a tool, reads the tool's view, and shows it in a sandboxed frame through the host half of the protocol's own SDK.
 * A message in the console or an error fails the test.
 */
export async function showInHost(
  browser: Browser,
  client: Client,
  name: string,
  given: Record<string, unknown> = {},
): Promise<ShownView> {
  const { tools } = await client.listTools();
  const tool = tools.find((one) => one.name === name);
  const uri = tool && getToolUiResourceUri(tool);
  if (uri === undefined) throw new Error(`${name} has no view`);
  const [content] = (await client.readResource({ uri })).contents;
  const { text: html } = content as { readonly text: string };
  const result = await client.callTool({ name, arguments: given });

  const context = await browser.newContext({
    viewport: { width: 800, height: 900 },
    reducedMotion: "reduce",
    timezoneId: "UTC",
  });
  const page = await context.newPage();
  const problems: string[] = [];
  page
    .on("console", (message) => {
      if (["error", "warning"].includes(message.type())) problems.push(`console: ${message.text()}`);
    })
    .on("pageerror", (error) => problems.push(`error: ${error.message}`))
    .on("request", (request) => {
      if (request.url() !== ADDRESS) problems.push(`request: ${request.url()}`);
    });
  onTestFinished(async () => {
    await context.close();
    if (problems.length > 0) throw new Error(`the view had problems:\n${problems.join("\n")}`);
  });
  const calls: ShownView["calls"][number][] = [];
  const reported: unknown[] = [];
  await context.exposeFunction("callTool", async (call: ShownView["calls"][number]) => {
    calls.push(call);
    return client.callTool(call);
  });
  await context.exposeFunction("tellModel", (message: unknown) => void reported.push(message));
  await context.route("**/*", (route) =>
    route.fulfill({ contentType: "text/html", body: '<!doctype html><html lang="en"><title>host</title>' }),
  );
  await page.goto(ADDRESS);
  await page.evaluate(await hostScript());
  const policy = `<meta http-equiv="content-security-policy" content="${POLICY}">`;
  const inHost = (method: string, ...args: readonly unknown[]) =>
    page.evaluate(`window.host.${method}(...${JSON.stringify(args)})`);
  await inHost("show", html.replace("<head>", `<head>${policy}`), given, result);
  const frame = page.frames()[1];
  if (frame === undefined) throw new Error("the host has no frame");
  return {
    page,
    frame,
    calls,
    reported,
    height: async () => Number(await inHost("height")),
    theme: async (theme) => void (await inHost("theme", theme)),
    end: () => inHost("end"),
  };
}

async function hostScript(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("view-host-page.js", import.meta.url))],
    bundle: true,
    write: false,
    format: "iife",
    target: "es2022",
    logLevel: "silent",
  });
  return outputFiles[0]?.text ?? "";
}
