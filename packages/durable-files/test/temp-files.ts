import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@haproxy-mcp/test-haproxy";

/** A new folder, removed at the end of the test. */
export interface TempFiles extends AsyncDisposable {
  readonly folder: string;
  /** Path of one of them. */
  readonly file: string;
  path(name: string): string;
  /** Names and contents of all files, including temporary ones and locks. */
  files(): Promise<Record<string, string>>;
}

export async function tempFiles(files: Record<string, string> = {}): Promise<TempFiles> {
  const temporary = await temporaryFolder("durable-files-");
  const path = (name: string) => join(temporary.path, name);
  for (const [name, content] of Object.entries(files)) await writeFile(path(name), content);
  return {
    folder: temporary.path,
    file: path("domains.map"),
    path,
    async files() {
      const names = (await readdir(temporary.path)).sort();
      const contents = names.map((name) => readFile(path(name), "latin1").catch(() => "(folder)"));
      return Object.fromEntries((await Promise.all(contents)).map((content, i) => [names[i], content]));
    },
    [Symbol.asyncDispose]: () => temporary[Symbol.asyncDispose](),
  };
}
