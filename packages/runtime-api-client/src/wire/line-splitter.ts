const LINE_FEED = 10;

/** Splits chunks into lines, wherever they end; an incomplete last line is never passed on. */
export function createLineSplitter(onLine: (text: string) => void): (chunk: Buffer) => void {
  let parts: Buffer[] = [];
  return (chunk) => {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      const text = Buffer.concat([...parts, chunk.subarray(start, end)]).toString("utf8");
      parts = [];
      start = end + 1;
      onLine(text);
    }
    if (start < chunk.length) parts.push(chunk.subarray(start));
  };
}
