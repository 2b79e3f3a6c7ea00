/** The alternate screen of a terminal (xterm, private modes 1049 and 7: what is too wide is cut), and its keys. */
export interface FullScreen extends Disposable {
  readonly columns: number;
  readonly rows: number;
  /** As many lines as the screen has. */
  draw(lines: readonly string[]): void;
}

export type Terminal = Pick<NodeJS.Process, "stdin" | "stdout">;

const ENTER = "\u001b[?1049h\u001b[?25l\u001b[?7l";
const LEAVE = "\u001b[?7h\u001b[?25h\u001b[?1049l";
const HOME = "\u001b[H";
const CLEAR_LINE = "\u001b[K";
/** In a terminal that reads single keys, Ctrl-C is one. */
const STOP_KEYS = ["q", "\u0003"];
const DEFAULT_COLUMNS = 80;
const DEFAULT_ROWS = 24;

export interface FullScreenEvents {
  /** Another size. */
  onResize(): void;
  onKey(key: string): void;
  /** `q` or Ctrl-C. */
  onStop(): void;
}

/** Leaves the screen as it was once it is disposed of, and at the latest when the process exits. */
export function openFullScreen(
  { stdin, stdout }: Terminal,
  { onResize, onKey, onStop }: FullScreenEvents,
): FullScreen {
  const leave = () => stdout.write(LEAVE);
  const read = (bytes: Buffer) => {
    for (const key of bytes.toString()) {
      if (STOP_KEYS.includes(key)) onStop();
      else onKey(key);
    }
  };
  process.once("exit", leave);
  stdout.on("resize", onResize);
  if (stdin.isTTY) stdin.setRawMode(true).on("data", read).resume();
  stdout.write(ENTER);
  return {
    get columns() {
      return stdout.columns || DEFAULT_COLUMNS;
    },
    get rows() {
      return stdout.rows || DEFAULT_ROWS;
    },
    draw(lines) {
      // cleared first: after a line as wide as the screen, the cursor is on its last character
      stdout.write(HOME + lines.map((line) => CLEAR_LINE + line).join("\r\n"));
    },
    [Symbol.dispose]() {
      if (stdin.isTTY) stdin.off("data", read).setRawMode(false).pause();
      stdout.off("resize", onResize);
      process.off("exit", leave);
      leave();
    },
  };
}
