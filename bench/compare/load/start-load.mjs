import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("process.mjs", import.meta.url));

/**
 * @typedef {object} Load
 * @property {import("./visitors.mjs").Visit[]} visits so far
 * @property {() => Promise<void>} stop
 */

/**
 * Starts the visitors in a process of their own.
 *
 * @param {{ port: number, domains: number, perSecond: number }} options
 * @returns {Load}
 */
export function startLoad({ port, domains, perSecond }) {
  const child = fork(PROGRAM, [port, domains, perSecond].map(String), { serialization: "advanced" });
  const exited = once(child, "exit");
  /** @type {import("./visitors.mjs").Visit[]} */
  const visits = [];
  child.on("message", (more) => {
    visits.push(.../** @type {import("./visitors.mjs").Visit[]} */ (more));
  });
  return {
    visits,
    async stop() {
      child.kill();
      await exited;
    },
  };
}
