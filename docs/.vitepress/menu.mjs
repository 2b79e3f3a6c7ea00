/**
 * The documents in the order of the site's menu; those that don't exist yet are left out. A document that is in no group is an error.
 *
 * @type {{ text: string, pages: [title: string, path: string][] }[]}
 */
export const MENU = [
  {
    text: "Start",
    pages: [
      ["What it is", "README.md"],
      ["Start in five minutes", "docs/start.md"],
      ["Concepts", "docs/concepts.md"],
      ["MCP clients", "docs/clients.md"],
      ["The page", "docs/page.md"],
    ],
  },
  {
    text: "Reference",
    pages: [
      ["Command line", "docs/commands.md"],
      ["Tools", "docs/tools.md"],
      ["Settings", "docs/settings.md"],
      ["Server", "apps/mcp-server/README.md"],
      ["Jobs as MCP calls", "docs/jobs.md"],
    ],
  },
  {
    text: "Packages",
    pages: [
      ["Sizes", "docs/packages.md"],
      ["load-balancer", "packages/load-balancer/README.md"],
      ["acme-manager", "packages/acme-manager/README.md"],
      ["haproxy-host", "packages/haproxy-host/README.md"],
      ["runtime-api-client", "packages/runtime-api-client/README.md"],
      ["map-store", "packages/map-store/README.md"],
      ["pool-allocator", "packages/pool-allocator/README.md"],
      ["durable-files", "packages/durable-files/README.md"],
      ["validation", "packages/validation/README.md"],
      ["Examples", "examples/README.md"],
    ],
  },
  {
    text: "Operate",
    pages: [
      ["Adopt an haproxy.cfg", "docs/adopting.md"],
      ["Certificates", "docs/certificates.md"],
      ["Security", "docs/security.md"],
      ["Operating", "docs/operating.md"],
      ["Performance", "docs/performance.md"],
    ],
  },
  {
    text: "Project",
    pages: [
      ["Architecture", "docs/architecture.md"],
      ["Guarantees", "docs/guarantees.md"],
      ["Decisions", "docs/decisions"],
      ["What a version promises", "VERSIONING.md"],
      ["Comparison", "docs/comparison.md"],
      ["Contributing", "CONTRIBUTING.md"],
      ["Report a weakness", "SECURITY.md"],
    ],
  },
];

/** @type {[title: string, path: string][]} */
export const TOP = [
  ["Start", "docs/start.md"],
  ["Command line", "docs/commands.md"],
  ["Tools", "docs/tools.md"],
  ["Settings", "docs/settings.md"],
  ["Operating", "docs/operating.md"],
  ["Comparison", "docs/comparison.md"],
];
