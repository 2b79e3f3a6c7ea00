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
  const closed = once(child, "disconnect"); // after the last message, which the exit may overtake
  /** @type {import("./visitors.mjs").Visit[]} */
  const visits = [];
  const ended = new Promise((resolve) => {
    child.on("message", (message) => {
      if (message === "end") resolve(undefined);
      else visits.push(.../** @type {import("./visitors.mjs").Visit[]} */ (message));
    });
  });
  return {
    async finish() {
      child.send("finish");
      const isWhole = await Promise.race([ended.then(() => true), closed.then(() => false)]);
      if (!isWhole) throw new Error("the process of the visitors ended before it sent all that it saw");
      return visits;
    },
    async stop() {
      child.kill();
      await exited;
    },
  };
}
