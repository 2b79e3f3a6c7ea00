import type { Part } from "./run-parts.js";

/** An HAProxy that is our child: none of its processes is left once it was stopped. */
export const ownHaproxy: Part = async ({ services: { host }, signal }) => {
  if (host === undefined) throw new Error("no HAProxy of our own is configured");
  await host.start({ signal });
  return { [Symbol.asyncDispose]: () => host.stop() };
};
