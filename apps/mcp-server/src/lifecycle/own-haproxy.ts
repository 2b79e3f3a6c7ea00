import type { Part } from "./run-parts.js";

/** HAProxy as our child: none of its processes is left after it stops. */
export const ownHaproxy: Part = async ({ services: { host }, signal }) => {
  if (host === undefined) throw new Error("HAPROXY_HOST_KIND is none: there is no HAProxy to start");
  await host.start({ signal });
  return { [Symbol.asyncDispose]: () => host.stop() };
};
