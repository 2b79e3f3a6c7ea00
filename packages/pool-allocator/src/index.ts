// The whole public surface. What is not named here is free to change.
export { lowestFreePool } from "./lowest-free-pool.js";
export { lowestFreeSlot } from "./lowest-free-slot.js";
export { configuredPools, type PoolSource } from "./pool-source.js";
