import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { readConfigFiles, readConfigOnDisk } from "../../src/haproxy/config-files.js";
import { configuredListeners } from "../../src/haproxy/listeners.js";

it("HA5 reads a folder as HAProxy does, and the files that its rules name, also where a container has them elsewhere", async () => {
  await using folder = await temporaryFolder();
  const conf = join(folder.path, "conf.d");
  await mkdir(conf);
  const files = {
    "20.cfg": "  use_backend a if { hdr(host) -f /usr/local/etc/haproxy/a.lst }\n",
    "10.cfg": "frontend web\n  mode http\n  bind :8404\n  stats enable\n",
    ".hidden.cfg": "nonsense",
    "notes.txt": "nonsense",
    "a.lst": "a.example\n",
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(conf, name), text);

  expect((await readConfigFiles(conf)).map(({ file }) => file)).toEqual(["10.cfg", "20.cfg"]);
  expect(await configuredListeners(conf, true)()).toEqual([expect.objectContaining({ port: 8404 })]);
  const whole = join(folder.path, "haproxy.cfg");
  await writeFile(whole, files["10.cfg"] + files["20.cfg"]);
  await writeFile(join(folder.path, "a.lst"), files["a.lst"]);
  expect([...(await readConfigOnDisk(whole)).files]).toEqual([
    ["/usr/local/etc/haproxy/a.lst", "a.example\n"],
  ]);
  await mkdir(join(folder.path, "usr/local/etc/haproxy"), { recursive: true });
  await writeFile(join(folder.path, "usr/local/etc/haproxy/a.lst"), "root.example\n");
  expect([...(await readConfigOnDisk(whole, folder.path)).files.values()]).toEqual(["root.example\n"]);
  await expect(readConfigFiles(join(folder.path, "none"))).rejects.toThrow("ENOENT");
});
