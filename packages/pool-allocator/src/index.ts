// The whole public surface. What is not named here is free to change.
export { lowestFreePool, lowestFreeSlot, type PoolRange } from "./lowest-free.js";
export { type PoolName, poolName, poolNumber, serverName, slotOfServer } from "./names.js";
