import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { bounded, error } from "../../src/checks/finding.js";
import { checkState } from "../../src/checks/state.js";
import { createStore } from "../../src/create-store.js";

it("shows the first 20 findings, and counts the rest in one", () => {
  const findings = Array.from({ length: 23 }, (_, i) => error(`server ${i} differs`, "restore it"));

  expect(bounded(findings.slice(0, 20))).toEqual(findings.slice(0, 20));
  expect(bounded(findings)).toEqual([
    ...findings.slice(0, 20),
    {
      severity: "error",
      message: "and 3 more",
      remedy: "restore it",
      count: 3,
      details: ["server 20 differs", "server 21 differs", "server 22 differs"],
    },
  ]);
});

it("reports the line number of a broken line, and the folder that is missing", async () => {
  await using folder = await temporaryFolder();
  const files = {
    mapFile: join(folder.path, "domains.map"),
    serversFile: join(folder.path, "servers.json"),
    stateFile: join(folder.path, "none/servers.state"),
  };
  await writeFile(files.mapFile, "a.example.test pool_1\nlonely\n");
  await writeFile(files.serversFile, "{}");

  const check = await checkState(createStore(files), files, new AbortController().signal);

  expect(check.files).toEqual({ map_file: "ok", servers_file: "ok", state_file: "missing" });
  expect(check.problems).toEqual([expect.objectContaining({ severity: "error", line: 2 })]);
  expect(check.findings).toEqual([
    error(`${files.stateFile} is missing`, expect.stringContaining("haproxy_save_state")),
    error(expect.stringMatching(/^cannot write to .*\/none: ENOENT/), expect.any(String)),
  ]);
});
