// Starts an HAProxy of its own, checks a new configuration, reloads it, and stops: start-check-reload FOLDER [HAPROXY]
import { writeFile } from "node:fs/promises";
import { createChildHost, describeProblem, renderConfig } from "@haproxy-mcp/haproxy-host";
import { createRuntimeApiClient } from "@haproxy-mcp/runtime-api-client";

const [folder = ".", binary] = process.argv.slice(2);
const configFile = `${folder}/haproxy.cfg`;
const socket = `${folder}/haproxy.sock`;
const write = (pools: number) =>
  writeFile(
    configFile,
    renderConfig({
      pools: { count: pools, slots: 3 },
      httpBinds: [`unix@${folder}/http.sock`],
      statsSockets: [`${socket} mode 600 level admin`],
      mapFile: `${folder}/domains.map`,
      stateFile: `${folder}/servers.state`,
    }),
  );
const runtime = createRuntimeApiClient({ address: { path: socket } });
const host = createChildHost({ configFile, runtime, pidFile: `${folder}/haproxy.pid`, binary });

await writeFile(`${folder}/domains.map`, "");
await write(2);
await host.start();
try {
  await write(4);
  const { ok, problems } = await host.check();
  for (const problem of problems) console.log(describeProblem(problem));
  const { pid, previousPid } = ok ? await host.reload() : {};
  console.log(ok ? "accepted" : "refused", pid === previousPid ? "by the same worker" : "by a new worker");

  await writeFile(configFile, "frontend broken\n  bind nowhere\n");
  console.log((await host.check()).ok ? "accepted" : "refused", (await host.state()).state);
} finally {
  await host.stop();
}
