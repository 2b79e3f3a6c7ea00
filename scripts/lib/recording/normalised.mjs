/**
 * What a command printed, without what differs from run to run: times, numbers of changes, users, which of two servers responds, and
 * where lines were broken, which depends on them.
 *
 * @param {string} text
 */
function normalised(text) {
  return text
    .replace(/\s+/g, "")
    .replace(/\d{8}T\d{6}Z-[0-9a-f]{8}/g, "CHANGE")
    .replace(/\d{4}-\d{2}-\d{2}T[\d:.]+Z/g, "TIME")
    .replace(/local:[a-z_][a-z0-9_-]*?(?=set_|add_|,|$)/g, "local:USER")
    .replace(/samplebackend[12]onport\d+/, "samplebackend");
}

/**
 * The first command, with what it printed, that differs; undefined if none does.
 *
 * @param {readonly string[]} recorded lines
 * @param {readonly string[]} now
 */
export function firstDifference(recorded, now) {
  const [before, after] = [commandsOf(recorded), commandsOf(now)];
  const count = Math.max(before.length, after.length);
  for (let i = 0; i < count; i++) {
    const [one = "", other = ""] = [before[i], after[i]];
    if (normalised(one) !== normalised(other)) return { before: one, after: other };
  }
  return undefined;
}

/** @param {readonly string[]} lines */
function commandsOf(lines) {
  return lines.join("\n").split(/^(?=\$ )/m);
}
