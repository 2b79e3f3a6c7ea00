import { describe, expect, it } from "vitest";
import { slugOf } from "../../docs/.vitepress/slug.mjs";
import { withSiteLinks } from "../lib/site/links.mjs";
import { placesOfMenu } from "../lib/site/menu.mjs";
import { withTabs } from "../lib/site/tabs.mjs";

describe("links of a document on the site", () => {
  it.each([
    ["docs/operating.md", "[a](certificates.md#ways)", "[a](/certificates.md#ways)"],
    ["docs/operating.md", "[a](../VERSIONING.md)", "[a](/project/versioning.md)"],
    ["docs/operating.md", "[a](../SECURITY.md)", "[a](/project/security.md)"],
    ["README.md", "[a](docs/security.md)", "[a](/security.md)"],
    ["README.md", "[a](apps/mcp-server#tools)", "[a](/packages/mcp-server.md#tools)"],
    ["README.md", "[a](docs/decisions)", "[a](/decisions/index.md)"],
    ["README.md", "[a](deploy)", "[a](/files/deploy/index.md)"],
    ["README.md", "[a](deploy/haproxy.cfg)", "[a](/files/deploy/haproxy.cfg.md)"],
    ["packages/map-store/README.md", "[name]: ../../README.md", "[name]: /index.md"],
    [
      "README.md",
      '<img alt="x" src="docs/images/session.svg">',
      '<img alt="x" src="/docs/images/session.svg">',
    ],
    [
      "docs/clients.md",
      "[a](#b) [c](https://example.com/README.md)",
      "[a](#b) [c](https://example.com/README.md)",
    ],
    ["README.md", "[a](docs/missing.md)", "[a](docs/missing.md)"],
    ["README.md", "```md\n[a](VERSIONING.md)\n```", "```md\n[a](VERSIONING.md)\n```"],
  ])("%s: %s", (source, text, expected) => {
    expect(withSiteLinks(source, text, () => undefined)).toBe(expected);
  });

  it("takes a picture with two colour schemes apart", () => {
    const picture = `<picture>
  <source media="(prefers-color-scheme: dark)" srcset="docs/images/parts-dark.svg">
  <source media="(prefers-color-scheme: light)" srcset="docs/images/parts-light.svg">
  <img alt="Parts." src="docs/images/parts-light.svg" width="700">
</picture>`;

    expect(withSiteLinks("README.md", picture, () => undefined)).toBe(
      '<img class="light-only" alt="Parts." src="/docs/images/parts-light.svg" width="700">' +
        '<img class="dark-only" alt="Parts." src="/docs/images/parts-dark.svg" width="700">',
    );
  });
});

it("shows labelled alternatives as tabs", () => {
  const text =
    "<!-- tabs -->\n\n**One**\n\n```sh\na\n```\n\n**Two**\n\n```sh\nb\n```\n\n<!-- end of tabs -->\n";

  expect(withTabs(text)).toBe("::: code-group\n\n```sh [One]\na\n```\n\n```sh [Two]\nb\n```\n\n:::\n");
});

it.each([
  ["Who changed what, and undo", "who-changed-what-and-undo"],
  ["HAProxy's own file: `haproxy.cfg`", "haproxys-own-file-haproxycfg"],
  ["haproxy-mcp domains add", "haproxy-mcp-domains-add"],
])("gives %s GitHub's anchor", (heading, anchor) => {
  expect(slugOf(heading)).toBe(anchor);
});

it("has every document in the menu", () => {
  expect(placesOfMenu().map(({ source }) => source)).toContain("docs/operating.md");
});
