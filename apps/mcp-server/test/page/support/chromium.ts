import { type Browser, chromium } from "playwright-core";
import { shared } from "../../support/shared.js";

const PROGRAM = "/usr/bin/chromium";

/** It asks no other host, and draws the same on every machine. */
const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--font-render-hinting=none",
  "--force-color-profile=srgb",
  // names of pages of others
  "--host-resolver-rules=MAP *.example.test 127.0.0.1",
];

function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: PROGRAM, args: ARGUMENTS });
}

/** One Chromium for the tests of a file. */
export function launched(): () => Browser {
  return shared(async () => {
    const browser = await launchChromium();
    return Object.assign(browser, { [Symbol.asyncDispose]: () => browser.close() });
  });
}
