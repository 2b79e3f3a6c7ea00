import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("process.mjs", import.meta.url));

/**
 * @typedef {object} Load
 * @property {() => Promise<readonly import("./visitors.mjs").Visit[]>} finish sends no more, and waits for the responses
 * @property {() => Promise<void>} stop at once
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
    async finish() {
      child.send("finish");
      await exited;
      return visits;
    },
    async stop() {
      child.kill();
      await exited;
    },
  };
}
