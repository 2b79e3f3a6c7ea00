import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@haproxy-mcp/test-haproxy";

/** A folder of its own, gone at the end of the test. */
export interface TempFiles extends AsyncDisposable {
  readonly folder: string;
  /** Where one of them may be. */
  readonly file: string;
  path(name: string): string;
  /** Names and contents of every file there is, temporary ones and locks too. */
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
