import { readFileSync } from "node:fs";

/**
 * Measures how much of the machine's processor time went to others than this process and the children that it has waited for: figures of a busy machine say
 * nothing.
 *
 * @returns {() => number} the share since then, 0 to 1
 */
export function watchOthers() {
  const before = readTimes();
  return () => {
    const after = readTimes();
    return othersShare(before, after);
  };
}

/**
 * In clock ticks.
 *
 * @typedef {{ busy: number, stolen: number, all: number, own: number }} Times
 * @param {Times} before
 * @param {Times} after
 */
export function othersShare(before, after) {
  const since = (/** @type {keyof Times} */ name) => after[name] - before[name];
  return Math.max(0, since("busy") + since("stolen") - since("own")) / Math.max(1, since("all"));
}

/** @returns {Times} */
function readTimes() {
  return timesOf(readFileSync("/proc/stat", "utf8"), readFileSync("/proc/self/stat", "utf8"));
}

/**
 * @param {string} stat of the machine; interrupts belong to no process, and are left out (proc(5))
 * @param {string} self
 */
export function timesOf(stat, self) {
  const all = numbersOf(/^cpu +(.*)$/m.exec(stat)?.[1]);
  const [user = 0, nice = 0, system = 0, , , , , stolen = 0] = all;
  const own = numbersOf(self.slice(self.lastIndexOf(")") + 4)); // from the parent's pid on
  return {
    busy: user + nice + system,
    stolen,
    all: sum(all.slice(0, 8)), // a guest's time is in the user's
    own: sum(own.slice(10, 14)),
  };
}

/** @param {string | undefined} text */
function numbersOf(text = "") {
  return text.trim().split(/\s+/).map(Number);
}

/** @param {readonly number[]} values */
function sum(values) {
  return values.reduce((total, one) => total + one, 0);
}
