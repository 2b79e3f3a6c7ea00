// @ts-check
/**
 * The same store, in which a pool that was freed is free: for tests that are not about time, and that add and remove quickly.
 *
 * @template {import("@haproxy-mcp/map-store").ExclusiveStateStore} Store
 * @param {Store} store
 * @returns {Store}
 */
export function withoutRest(store) {
  return {
    ...store,
    read: (options) => store.read(options),
    watch: (signal) => store.watch(signal),
    update: (change, options) =>
      store.update((snapshot) => change({ ...snapshot, resting: new Map() }), options),
  };
}
