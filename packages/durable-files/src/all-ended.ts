/** Like `Promise.all`, and waits for the others when one fails: afterwards none of them is still running. */
export async function allEnded<Values extends readonly unknown[]>(
  promises: {
    readonly [Index in keyof Values]: Promise<Values[Index]> | Values[Index];
  },
): Promise<Values> {
  await Promise.allSettled(promises);
  return (await Promise.all(promises)) as unknown as Values;
}
