/** What a store hands on from its preparation to its change. */
export function assertPrepared<Value>(prepared: Value | undefined): Value {
  if (prepared === undefined) throw new Error("the store ran a change before it was prepared");
  return prepared;
}
