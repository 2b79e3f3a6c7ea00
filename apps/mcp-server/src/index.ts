// For programs that build their own server around this one. Anything not exported here may change.

export { serverFactory } from "./mcp/server-factory.js";
export type { Log } from "./program/log.js";
export { createServices, type Services } from "./services.js";
export { type Config, ConfigError, loadConfig } from "./settings/config.js";
export type { Toolset } from "./settings/toolsets.js";
export { catalog, toolsOf } from "./tools/catalog/index.js";
export type { Tool, ToolContext } from "./tools/define-tool.js";
