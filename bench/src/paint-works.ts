import { type Browser, chromium } from "playwright-core";
import { median } from "./measure.js";
import { type PageServer, startPageServer } from "./page-server.js";
import { domainLines, startPooled } from "./pooled-haproxy.js";
import type { Row } from "./table.js";

const DOMAINS = 100;
const ROUNDS = 15;
const WARM_UP = 2;
const CHROMIUM = "/usr/bin/chromium";
const ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"];

/** Resolves with milliseconds since the navigation began. */
const FIRST_PAINT = `new Promise((resolve) => {
  new PerformanceObserver((list) => {
    for (const { name, startTime } of list.getEntries()) if (name === "first-contentful-paint") resolve(startTime);
  }).observe({ type: "paint", buffered: true });
})`;

/** The first paint of the page in Chromium, with nothing in its cache, against that of a page which loads nothing more. */
export async function paintWorks(): Promise<readonly Row[]> {
  await using pooled = await startPooled({
    count: DOMAINS,
    slots: 1,
    domainsMap: domainLines(DOMAINS, DOMAINS),
    serversJson: "{}",
  });
  await using server = await startPageServer(pooled.haproxy, { count: DOMAINS, slots: 1 });
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
  try {
    const times = { page: [] as number[], empty: [] as number[] };
    for (let round = 0; round < WARM_UP + ROUNDS; round++) {
      const empty = await firstPaint(browser, server, "/ui/session");
      const page = await firstPaint(browser, server, "/ui/");
      if (round < WARM_UP) continue;
      times.empty.push(empty);
      times.page.push(page);
    }
    const [oursMs, floorMs] = [median(times.page), median(times.empty)];
    return [
      {
        work: "page: first paint in Chromium; floor: that of its session as text",
        atMost: 3,
        oursMs,
        floorMs,
      },
    ];
  } finally {
    await browser.close();
  }
}

async function firstPaint(browser: Browser, { origin, cookie }: PageServer, path: string): Promise<number> {
  const context = await browser.newContext();
  try {
    const [name = "", value = ""] = cookie.split("=");
    await context.addCookies([{ name, value, url: `${origin}/ui/` }]);
    const page = await context.newPage();
    await page.goto(`${origin}${path}`, { waitUntil: "commit" });
    return await page.evaluate<number>(FIRST_PAINT);
  } finally {
    await context.close();
  }
}
