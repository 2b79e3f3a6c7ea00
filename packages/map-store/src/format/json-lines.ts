import { skipSpace, tokenAt } from "./json-tokens.js";

/** A key of the object that a text is, and perhaps one of the object that it holds. */
export type JsonPlace = readonly [key: string, inner?: string];

const DEPTH = 2; // how far places go

/**
 * The line, from 1, of each place. Reads the text once more than parsing does, because `JSON.parse` does not say where.
 *
 * @param text valid JSON: see {@link findJsonProblem}
 */
export function linesOf(text: string, places: readonly JsonPlace[]): readonly (number | undefined)[] {
  const found = new Map<string, number | undefined>(places.map((place) => [nameOf(place), undefined]));
  const open: string[] = [];
  const path: string[] = [];
  let previous = "";
  let [line, counted] = [1, 0];
  for (let at = skipSpace(text, 0); at < text.length; ) {
    const token = tokenAt(text, at);
    if (token === undefined) break;
    if (open.at(-1) === "{" && open.length <= DEPTH && /^[{,]$/.test(previous) && token !== "}") {
      path.splice(open.length - 1, DEPTH, JSON.parse(token));
      const name = nameOf(path);
      if (found.has(name)) {
        for (; counted < at; counted++) if (text[counted] === "\n") line++;
        found.set(name, line);
      }
    }
    if (token === "{" || token === "[") open.push(token);
    if (token === "}" || token === "]") open.pop();
    previous = token;
    at = skipSpace(text, at + token.length);
  }
  return places.map((place) => found.get(nameOf(place)));
}

function nameOf(place: JsonPlace | readonly string[]): string {
  return JSON.stringify(place);
}
