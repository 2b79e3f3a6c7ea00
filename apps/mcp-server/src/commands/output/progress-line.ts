/** Shows the step of a long call in one line of a terminal, which it clears at the end. */
export interface ProgressLine {
  show(message: string): void;
  end(): void;
}

const CLEAR = "\r\u001b[K";

/** Shows nothing where there is no terminal. */
export function createProgressLine(
  stream: Pick<NodeJS.WriteStream, "isTTY" | "columns" | "write">,
  isQuiet: boolean,
): ProgressLine {
  if (!stream.isTTY || isQuiet) return { show: () => {}, end: () => {} };
  let isShown = false;
  return {
    show(message) {
      isShown = true;
      stream.write(`${CLEAR}${message.slice(0, (stream.columns || 80) - 1)}`);
    },
    end() {
      if (isShown) stream.write(CLEAR);
      isShown = false;
    },
  };
}
