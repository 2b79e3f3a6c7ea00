import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/** What a tool's own test shows of it. */
export interface ToolExample {
  /** As a client sends them. */
  readonly args: unknown;
  /** The structured result, as JSON. */
  readonly data: string;
  readonly text: string;
  /** The result of a call that is refused. */
  readonly refusal: string;
  /** Codes of errors that its calls end with. */
  readonly codes: ReadonlySet<string>;
}

const CODE = /^([A-Z_]+)(?:: |$)/;
/** For what a test computes. */
const LEFT_OUT = "…";

/** @throws Error if the tool's test has no such call */
export function exampleOf(tool: string): ToolExample {
  const name = `${tool.replace("haproxy_", "").replaceAll("_", "-")}.test.ts`;
  const text = readFileSync(join(import.meta.dirname, "../tools", name), "utf8");
  const file = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const calls = callsIn(file);
  const snapshots = calls.flatMap((call) => snapshotOf(call) ?? []);
  const [, , args] = calls.find(({ expression }) => expression.getText() === "callTool")?.arguments ?? [];
  const data = snapshots.find(({ of }) => of.endsWith("data"));
  const shown = snapshots.find(({ of, content }) => !of.endsWith("data") && !CODE.test(content));
  const refusal = snapshots.find(({ content }) => CODE.test(content));
  if (data === undefined || shown === undefined || refusal === undefined)
    throw new Error(`${name} has no snapshot of a result, of its text, or of an error`);
  return {
    args: args === undefined ? {} : literal(args, file),
    data: data.content.replace(/,(?=\n *[\]}])/g, ""),
    text: shown.content,
    refusal: refusal.content,
    codes: new Set(
      [...snapshots.map(({ content }) => codeOf(content)), ...codesIn(file)].filter((code) => code !== ""),
    ),
  };
}

function codeOf(text: string): string {
  return CODE.exec(text)?.[1] ?? "";
}

/** Codes that a list of cases has, that an error is made with, or that are expected. */
function codesIn(file: ts.SourceFile): readonly string[] {
  const codes: string[] = [];
  const visit = (node: ts.Node, isExpected: boolean): void => {
    if (ts.isStringLiteral(node)) {
      const isCase = ts.isArrayLiteralExpression(node.parent) || ts.isNewExpression(node.parent);
      if (isCase || isExpected) codes.push(codeOf(node.text));
    }
    const isMatcher =
      ts.isCallExpression(node) && /\.to(?:Strict)?(?:Equal|MatchObject)$/.test(node.expression.getText());
    ts.forEachChild(node, (child) => visit(child, isExpected || isMatcher));
  };
  visit(file, false);
  return codes;
}

function callsIn(node: ts.Node): readonly ts.CallExpression[] {
  const inside: ts.CallExpression[] = [];
  const visit = (one: ts.Node): void => {
    if (ts.isCallExpression(one)) inside.push(one);
    ts.forEachChild(one, visit);
  };
  visit(node);
  return inside;
}

/** What `expect(of).toMatchInlineSnapshot(content)` expects, as Vitest writes it: indented, and in quotes if it is a text. */
function snapshotOf({ expression, arguments: [content] }: ts.CallExpression) {
  if (!ts.isPropertyAccessExpression(expression) || expression.name.text !== "toMatchInlineSnapshot")
    return undefined;
  if (content === undefined || !ts.isStringLiteralLike(content)) return undefined;
  if (!ts.isCallExpression(expression.expression)) return undefined;
  const [indent = ""] = /(?<=\n) *(?=\S)/.exec(content.text) ?? [];
  const lines = content.text
    .split("\n")
    .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line));
  const whole = lines.join("\n").trim();
  return {
    of: expression.expression.arguments[0]?.getText() ?? "",
    content: whole.startsWith('"') ? whole.slice(1, -1) : whole,
  };
}

/** Of a literal, or of a constant of the file that is one. */
function literal(node: ts.Node, file: ts.SourceFile): unknown {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword)
    return node.kind === ts.SyntaxKind.TrueKeyword;
  if (ts.isArrayLiteralExpression(node)) return node.elements.map((one) => literal(one, file));
  if (ts.isIdentifier(node)) {
    const constant = constantOf(node.text, file);
    return constant === undefined ? LEFT_OUT : literal(constant, file);
  }
  if (!ts.isObjectLiteralExpression(node)) return LEFT_OUT;
  return Object.fromEntries(
    node.properties.flatMap((property) => {
      if (ts.isShorthandPropertyAssignment(property))
        return [[property.name.text, literal(property.name, file)]];
      return ts.isPropertyAssignment(property)
        ? [[property.name.getText(), literal(property.initializer, file)]]
        : [];
    }),
  );
}

function constantOf(name: string, file: ts.SourceFile): ts.Expression | undefined {
  let found: ts.Expression | undefined;
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && node.name.getText() === name) found ??= node.initializer;
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}
