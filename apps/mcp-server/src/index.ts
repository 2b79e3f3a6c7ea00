// For those who build a server of their own around ours. What is not named here is free to change.

export { serverFactory } from "./mcp/server-factory.js";
export type { Log } from "./program/log.js";
export { createServices, type Services } from "./services.js";
export { type Config, ConfigError, loadConfig } from "./settings/config.js";
export { catalog } from "./tools/catalog/index.js";
export type { Tool, ToolContext } from "./tools/define-tool.js";
