/** The part of a dry run's plan that the page shows. */
interface Plan {
  readonly routes?: readonly string[] | undefined;
  readonly slots?: readonly string[] | undefined;
  readonly steps?: readonly string[] | undefined;
  readonly files?: readonly string[] | undefined;
  readonly note?: string | undefined;
}

/** What a call would do, line by line; empty: it is so already. */
export function planLines({
  routes = [],
  slots = [],
  steps = [],
  files = [],
  note,
}: Plan): readonly string[] {
  const written = files.length === 0 ? [] : [`write ${files.join(", ")}`];
  return [...routes, ...slots, ...steps, ...written, ...(note === undefined ? [] : [note])];
}
