import axe from "axe-core";
import type { Frame, Page } from "playwright-core";

const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

const OPTIONS = { runOnly: { type: "tag", values: WCAG }, resultTypes: ["violations"] };
const LOAD = `${axe.source};0`;
const RUN = `axe.run(document, ${JSON.stringify(OPTIONS)}).then((r) => JSON.parse(JSON.stringify(r.violations)))`;

/** What axe reports of one rule. */
interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/**
 * What axe-core finds against WCAG 2.2 A and AA. It is evaluated over the protocol of Chromium's tools: the page's policy forbids it to
 * load or evaluate a script of others.
 */
export async function violationsOf(page: Page): Promise<readonly string[]> {
  const session = await page.context().newCDPSession(page);
  try {
    const evaluate = async (expression: string) => {
      const { result, exceptionDetails } = await session.send("Runtime.evaluate", {
        expression,
        awaitPromise: true,
        returnByValue: true,
      });
      if (exceptionDetails !== undefined) throw new Error(exceptionDetails.exception?.description);
      return result.value;
    };
    await evaluate(LOAD);
    return inWords(await evaluate(RUN));
  } finally {
    await session.detach();
  }
}

/** The same of one frame of a page. */
export async function frameViolationsOf(frame: Frame): Promise<readonly string[]> {
  await frame.evaluate(LOAD);
  return inWords(await frame.evaluate(RUN));
}

function inWords(found: readonly Violation[]): readonly string[] {
  return found.flatMap(({ id, help, nodes }) =>
    nodes.map(
      ({ html, failureSummary }) =>
        `${id}: ${help}: ${html.slice(0, 200)} ${failureSummary.replaceAll("\n", " ")}`,
    ),
  );
}
