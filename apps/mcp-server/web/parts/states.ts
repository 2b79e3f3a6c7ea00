import type { Shape } from "./shapes.js";

export type Tone = "ok" | "warn" | "bad" | "busy" | "off" | "info";

export type StateLook = readonly [tone: Tone, shape: Shape, word: string];

const OK: StateLook = ["ok", "disc", "OK"];

/** Red is only for what users lose now. */
const STATES: Readonly<Record<string, StateLook>> = {
  // domains
  healthy: OK,
  checking: ["busy", "ring", "Checking"],
  degraded: ["warn", "triangle", "Degraded"],
  down: ["bad", "cross", "Down"],
  no_servers: ["warn", "dash", "No servers"],
  // servers
  UP: ["ok", "disc", "UP"],
  CHECKING: ["busy", "ring", "CHECKING"],
  DOWN: ["bad", "cross", "DOWN"],
  DRAIN: ["info", "half", "DRAIN"],
  MAINT: ["off", "square", "MAINT"],
  NOLB: ["info", "half", "NOLB"],
  "NO CHECK": ["off", "dash", "NO CHECK"],
  MISSING: ["warn", "differs", "MISSING"],
  // certificates
  valid: ["ok", "disc", "Valid"],
  due: ["warn", "bang", "Due"],
  expired: ["bad", "cross", "Expired"],
  failed: ["warn", "bang", "Failed"],
  broken: ["warn", "bang", "Broken"],
  unreadable: ["warn", "bang", "Unreadable"],
  missing: ["warn", "dash", "Missing"],
  // results of changes
  done: ["ok", "tick", "Done"],
  "rolled back": ["warn", "cross", "Rolled back"],
  unknown: ["warn", "bang", "Unknown"],
  "in progress": ["busy", "ring", "In progress"],
  // findings
  error: ["warn", "bang", "Error"],
  warning: ["info", "bang", "Warning"],
  differs: ["info", "differs", "Differs"],
};

export function lookOf(status: string): StateLook {
  return STATES[status] ?? ["off", "dash", status];
}
