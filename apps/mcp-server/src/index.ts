// For those who build a server of their own around ours. What is not named here is free to change.
export { type Config, ConfigError, loadConfig } from "./config.js";
export type { Log } from "./log.js";
export { serverFactory } from "./mcp/server-factory.js";
export { createServices, type Services } from "./services.js";
export { catalog } from "./tools/catalog/index.js";
export type { Tool, ToolContext } from "./tools/define-tool.js";
