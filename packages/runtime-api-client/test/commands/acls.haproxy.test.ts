import { expect, it } from "vitest";
import {
  addAcl,
  clearAcl,
  commitAcl,
  delAcl,
  getAcl,
  prepareAcl,
  showAcl,
  showAcls,
} from "../../src/index.js";
import { startRich } from "../haproxy.js";
import { rejected } from "../rejected.js";

it("lists, matches, adds and deletes", async () => {
  await using rich = await startRich();
  const { client } = rich;
  const acl = rich.path("blocked.lst");
  const patterns = async () => (await client.execute(showAcl(acl))).map(({ pattern }) => pattern);

  expect(await client.execute(showAcls())).toContainEqual(
    expect.objectContaining({ file: acl, entryCount: 1, currentVersion: 0 }),
  );
  await client.execute(addAcl(acl, "192.0.2.0/24"));
  await client.execute(addAcl(acl, "2001:db8::1"));
  expect(await patterns()).toEqual(["10.0.0.1", "192.0.2.0/24", "2001:db8::1"]);
  expect(await client.execute(getAcl(acl, "192.0.2.9"))).toBe("192.0.2.0/24");
  expect(await client.execute(getAcl(acl, "192.0.3.9"))).toBeUndefined();

  const [first] = await client.execute(showAcl(acl));
  if (first === undefined) throw new Error("no entry");
  await client.execute(delAcl(acl, first));
  await client.execute(delAcl(acl, "2001:db8::1"));
  expect(await patterns()).toEqual(["192.0.2.0/24"]);
  await client.execute(clearAcl(acl));
  expect(await patterns()).toEqual([]);
});

it("replaces all atomically", async () => {
  await using rich = await startRich();
  const { client } = rich;
  const acl = rich.path("blocked.lst");

  const version = await client.execute(prepareAcl(acl));
  await client.execute(addAcl(acl, "10.9.9.9", { version }));
  expect(await client.execute(getAcl(acl, "10.9.9.9"))).toBeUndefined();
  await client.execute(commitAcl(acl, version));

  expect(await client.execute(getAcl(acl, "10.9.9.9"))).toBe("10.9.9.9");
  expect(await client.execute(getAcl(acl, "10.0.0.1"))).toBeUndefined();
});

it("is refused with HAProxy's own words", async () => {
  await using rich = await startRich();
  const acl = rich.path("blocked.lst");

  const results = await rich.client.batch([
    addAcl(acl, "nonsense"),
    delAcl(acl, "10.9.9.9"),
    commitAcl(acl, 9),
    showAcl("/nope.lst"),
    clearAcl("/nope.lst"),
    prepareAcl("/nope.lst"),
    getAcl("/nope.lst", "10.0.0.1"),
  ]);

  const reasons = [
    "not a valid IPv4 or IPv6 address",
    "Key not found",
    "Version number out of range",
    ...Array.from({ length: 4 }, () => "Unknown ACL identifier"),
  ];
  expect(results).toEqual(reasons.map((reason) => ({ ok: false, error: rejected(reason) })));
});
