/**
 * All variants with `FULL_SIZE=1`, as `.ci/run` sets it, else some: at least one of each type.
 */
export function atFullSize<Value>(every: Value, some: Value): Value {
  return process.env["FULL_SIZE"] === undefined ? some : every;
}
