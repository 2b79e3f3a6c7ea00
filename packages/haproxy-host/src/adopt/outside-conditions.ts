/**
 * Where lines can be added so that HAProxy always reads them: above the outermost condition (`.if`) around the place.
 *
 * @param above number of the line that they would be added above, from 1
 * @param heading number of the heading of their section; a condition around the whole section stays around them
 */
export function outsideConditions(lines: readonly string[], above: number, heading: number): number {
  const open: number[] = [];
  for (const [index, line] of lines.slice(0, above - 1).entries()) {
    const [word] = line.trim().split(/\s/);
    if (word === ".if") open.push(index + 1);
    if (word === ".endif") open.pop();
  }
  return open.find((number) => number > heading) ?? above;
}
