// ST1 and ST2, of the kind "what can't be read counts as gone": a name that a line is about is no orphan, so that no tool deletes its
// records. Others of the kind: a line that names only its pool, a backend with a typing error, a second line that can't be read.
import { expect, it } from "vitest";
import { orphansOf } from "../src/certainty/uncertain.js";
import { domain, snapshotOf, stateOf } from "./states.js";

const line = { kind: "UNREADABLE", about: "route", file: "domains.map", message: "?" } as const;
const orphan = (name: string) => ({ name: domain(name), since: undefined });

it("keeps out the names that a line is about", () => {
  const snapshot = snapshotOf(stateOf({}, { "typo.test": "be_lagacy", ".wild.test": "web" }), {
    orphans: ["gone.test", "remark.test", "moved.test", "typo.test", "*.wild.test", "deleted.test"].map(
      orphan,
    ),
    problems: [
      { ...line, name: domain("remark.test") },
      { ...line, pool: 3 },
    ],
    missing: new Map([
      [domain("remark.test"), 2],
      [domain("moved.test"), 3],
      [domain("deleted.test"), 4],
    ]),
  });

  expect(orphansOf(snapshot).map(({ name }) => name)).toEqual(["gone.test", "deleted.test"]);
});

it("keeps out every missing name while a line can't be attributed to one", () => {
  const snapshot = snapshotOf(stateOf({}), {
    orphans: ["gone.test", "deleted.test"].map(orphan),
    problems: [line],
    missing: new Map([[domain("deleted.test"), 4]]),
  });

  expect(orphansOf(snapshot).map(({ name }) => name)).toEqual(["gone.test"]);
});
