// @ts-check
import { extname } from "node:path";
import ts from "typescript";

/**
 * A stretch of text: its offset in the file and, where code and comment marks were blanked, the same length as there.
 *
 * @typedef {{ kind: "document" | "comment" | "string", text: string, line: number }} Prose
 */

const CODE = new Set([".ts", ".tsx", ".mts", ".js", ".mjs", ".cjs"]);
const STRINGS = new Set([
  ts.SyntaxKind.StringLiteral,
  ts.SyntaxKind.NoSubstitutionTemplateLiteral,
  ts.SyntaxKind.TemplateHead,
  ts.SyntaxKind.TemplateMiddle,
  ts.SyntaxKind.TemplateTail,
  ts.SyntaxKind.JsxText,
]);

/** @param {string} file */
export function readable(file) {
  return extname(file) === ".md" || CODE.has(extname(file));
}

/**
 * What is written for readers: Markdown without its code, and the comments and strings of a program.
 *
 * @param {string} file
 * @param {string} text
 * @returns {Prose[]}
 */
export function proseOf(file, text) {
  if (extname(file) === ".md")
    return [{ kind: "document", text: withoutSpans(withoutBlocks(text)), line: 1 }];
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  /** @type {Prose[]} */
  const prose = [];
  for (const token of tokensOf(source, source)) {
    const start = token.getStart(source);
    add("comment", token.getFullStart(), start);
    if (STRINGS.has(token.kind)) add("string", start, token.getEnd());
  }
  return prose;

  /**
   * @param {"comment" | "string"} kind
   * @param {number} from
   * @param {number} to
   */
  function add(kind, from, to) {
    const raw = text.slice(from, to);
    if (raw.trim() === "") return;
    const line = source.getLineAndCharacterOfPosition(from).line + 1;
    prose.push({
      kind,
      line,
      text: kind === "comment" ? withoutSpans(withoutMarks(raw)) : withoutSpans(raw),
    });
  }
}

/**
 * @param {ts.Node} node
 * @param {ts.SourceFile} source
 * @returns {Iterable<ts.Node>}
 */
function* tokensOf(node, source) {
  const children = node.getChildren(source).filter((child) => !ts.isJSDoc(child)); // part of its token's comment
  if (children.length === 0) yield node;
  for (const child of children) yield* tokensOf(child, source);
}

/** @param {string} text */
function withoutBlocks(text) {
  return text.replace(/^( *)(```+|~~~+)[^\n]*\n[\s\S]*?^ *\2 *$/gm, blank);
}

/** @param {string} text */
function withoutSpans(text) {
  return text.replace(/(`+)(?!`)([^`]+)\1/g, (_, mark, code) => mark + blank(code) + mark);
}

/** @param {string} text The marks at the start of a comment's lines: a phrase may go over a line end. */
function withoutMarks(text) {
  return text.replace(/^[ \t]*(?:\/\*+|\*+\/?|\/\/)/gm, blank);
}

/** @param {string} text */
function blank(text) {
  return text.replace(/[^\n]/g, " ");
}
