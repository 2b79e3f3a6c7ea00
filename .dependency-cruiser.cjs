// The layers of docs/architecture: vocabulary < single skills < composed capabilities < app.
// An edge to another package ends in the source file that its `exports` names by the condition @haproxy-mcp/source.
/** @param {readonly string[]} names */
const inside = (names) => `^packages/(?:${names.join("|")})/`;

const vocabulary = ["validation"];
const skills = ["durable-files", "map-store", "pool-allocator", "runtime-api-client"];

/**
 * Files of `from` may use other packages only when these are among `allowed`.
 *
 * @param {string} from
 * @param {readonly string[]} allowed
 */
const mayUse = (from, allowed) => ({
  name: `${from}-uses-only-${allowed.join("-") || "nothing"}`,
  severity: "error",
  from: { path: `^packages/${from}/src` },
  to: { path: "^(?:packages|apps)/", pathNot: inside([from, ...allowed]) },
});

module.exports = {
  forbidden: [
    { name: "no-circular", severity: "error", from: {}, to: { circular: true } },
    {
      name: "no-orphans",
      severity: "error",
      from: { orphan: true, path: "/src/", pathNot: "[.]d[.]ts$" },
      to: {},
    },
    mayUse("validation", []),
    mayUse("pool-allocator", []),
    mayUse("runtime-api-client", []),
    mayUse("durable-files", []),
    mayUse("map-store", [...vocabulary, "durable-files", "pool-allocator"]),
    mayUse("load-balancer", [...vocabulary, ...skills]),
    mayUse("acme-manager", [...vocabulary, "durable-files", "runtime-api-client"]),
    mayUse("haproxy-host", ["pool-allocator", "runtime-api-client"]),
    mayUse("test-haproxy", []),
    {
      name: "stands-on-its-own",
      comment: "runtime-api-client and pool-allocator have no run-time dependency at all",
      severity: "error",
      from: { path: "^packages/(?:runtime-api-client|pool-allocator)/src" },
      to: { dependencyTypes: ["npm", "npm-dev", "npm-peer", "npm-optional"] },
    },
    {
      name: "runs-in-a-browser",
      comment: "no module of Node.js",
      severity: "error",
      from: { path: "^packages/(?:validation|pool-allocator)/src" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "page-stands-alone",
      comment: "browsers get no code of the server but the order of its roles",
      severity: "error",
      from: { path: "^apps/mcp-server/web/" },
      to: {
        path: "^(?:apps|packages)/",
        pathNot: "^apps/mcp-server/(?:web/|src/(?:page/model|access/role)[.]ts$)",
      },
    },
    {
      name: "no-deep-imports",
      comment: "through a package's index only",
      severity: "error",
      from: { path: "^(?:apps|packages)/([^/]+)/(?:src|test)" },
      to: {
        path: "^(?:apps|packages)/[^/]+/(?!src/(?:index|contract)[.]ts$|package[.]json$)",
        pathNot: "^(?:apps|packages)/$1/",
      },
    },
    {
      name: "by-name",
      comment: "not by a path that leads into its folder",
      severity: "error",
      from: { path: "^(?:apps|packages)/([^/]+)/" },
      to: {
        path: "^(?:apps|packages)/",
        pathNot: "^(?:apps|packages)/$1/",
        dependencyTypes: ["local"],
      },
    },
    {
      name: "no-test-code-in-src",
      comment: "bench/ is no product: it starts HAProxy as tests do",
      severity: "error",
      from: { path: "^(?:packages|apps)/[^/]+/src/" },
      to: {
        path: `^(?:packages|apps)/[^/]+/test/|${inside(["test-haproxy"])}`,
        pathNot: "^packages/test-haproxy/src/",
      },
    },
    { name: "resolvable", severity: "error", from: {}, to: { couldNotResolve: true, pathNot: "^virtual:" } },
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules|/dist/" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["@haproxy-mcp/source", "import", "node", "default"],
    },
  },
};
