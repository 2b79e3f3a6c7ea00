import { dirname, join, parse } from "node:path";

/** `history.jsonl`, then `history.1.jsonl`, the newest of the rotated ones, and so on. */
export function rotatedName(file: string, index: number): string {
  if (index === 0) return file;
  const { name, ext } = parse(file);
  return join(dirname(file), `${name}.${index}${ext}`);
}
