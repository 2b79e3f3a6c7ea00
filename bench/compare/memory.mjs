import { readdirSync, readFileSync } from "node:fs";

/**
 * Memory of a process and all that it started, in MiB; what processes share counts once (proportional set size).
 *
 * @param {number} pid
 */
export function memoryMib(pid) {
  const kib = familyOf(pid).map((one) =>
    Number(/^Pss: +(\d+)/m.exec(read(`/proc/${one}/smaps_rollup`))?.[1] ?? 0),
  );
  return kib.reduce((sum, one) => sum + one, 0) / 1024;
}

/** @param {number} ancestor */
function familyOf(ancestor) {
  const parents = new Map(
    readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map((name) => [Number(name), Number(/\) \S (\d+)/.exec(read(`/proc/${name}/stat`))?.[1])]),
  );
  const isInFamily = (/** @type {number | undefined} */ pid) => {
    for (let one = pid; one !== undefined && one > 0; one = parents.get(one))
      if (one === ancestor) return true;
    return false;
  };
  return [...parents.keys()].filter(isInFamily);
}

/** @param {string} file of a process, which may have ended */
function read(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
