#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Script } from "node:vm";

/** A function, as of a CommonJS module (scripts/lib/packages/code-cache.mjs); in ASCII. */
const file = join(__dirname, "program.cjs");
const program = new Script(readFileSync(file, "latin1"), { filename: file, cachedData: compiled() });
const module = { exports: {} };
program.runInThisContext()(module.exports, createRequire(file), module, file, __dirname);

/** What V8 compiled of it when it was built, which takes most of a start. Another version of Node.js ignores it. */
function compiled(): Buffer | undefined {
  try {
    return readFileSync(`${file}.compiled`);
  } catch {
    return undefined;
  }
}
