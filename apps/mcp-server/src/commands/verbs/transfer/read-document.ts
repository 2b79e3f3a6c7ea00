import { readFileSync, statSync } from "node:fs";
import { messageOf } from "@haproxy-mcp/durable-files";
import { ValidationError } from "@haproxy-mcp/validation";
import { UsageError } from "../../../program/usage-error.js";
import { type ExportDocument, parseDocument } from "../../../transfer/document.js";

/** 10,000 domains with a certificate each have about a third. */
const MAX_BYTES = 256 << 20;
const STDIN = "-";

/**
 * The document of a file; `-` is standard input. Read before anything else is done: root may work as the service then, which can't
 * read every file.
 *
 * @throws UsageError for what is no document of this version
 */
export function readDocument(path: string): ExportDocument {
  const refused = (problem: string) => new UsageError(`${path}: ${problem}. Nothing was changed.`);
  try {
    const isFile = path !== STDIN;
    if (isFile && statSync(path).size > MAX_BYTES) throw refused(`is larger than ${MAX_BYTES} bytes`);
    return parseDocument(JSON.parse(readFileSync(isFile ? path : 0, "utf8")));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if (ValidationError.isInstance(error)) throw refused(error.message);
    throw refused(error instanceof SyntaxError ? `is no JSON: ${error.message}` : messageOf(error));
  }
}
