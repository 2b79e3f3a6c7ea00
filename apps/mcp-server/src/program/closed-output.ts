/** A signal that aborts once the reader of an output has gone. */
export function untilClosed(
  output: Pick<NodeJS.WriteStream, "on" | "off">,
): Disposable & { readonly signal: AbortSignal } {
  const closed = new AbortController();
  const close = () => closed.abort();
  output.on("error", close);
  return { signal: closed.signal, [Symbol.dispose]: () => void output.off("error", close) };
}

/**
 * Lets a program whose reader has gone, as with `| head -1`, finish its work without a word: what it writes must be complete, and its
 * exit code its own. Another failure of the output, such as a full disk, is reported once and makes it exit with 1.
 */
export function tolerateClosedOutput({ stdout, stderr }: Pick<NodeJS.Process, "stdout" | "stderr">): void {
  stderr.on("error", () => {});
  let isReported = false;
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE" || isReported) return;
    isReported = true;
    stderr.write(`cannot write to standard output: ${error.message}\n`);
    process.once("exit", () => {
      process.exitCode = 1;
    });
  });
}
