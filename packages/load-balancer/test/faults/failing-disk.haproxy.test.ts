import { describe, expect, it } from "vitest";
import { leftovers, observe } from "../observe.js";
import { call } from "./arrange.js";
import { CASES, chosen, REFUSED } from "./cases.js";
import { lender } from "./made-or-not.js";
import { withFaultPoints } from "./seams.js";

const lend = lender();
const TOLD = ["UNWRITABLE"];
const TOLD_OF_REFUSED = ["UNWRITABLE", "NOT_APPLIED", "OUTCOME_UNKNOWN"];
const CODES = ["ENOSPC", "EIO", "EACCES", "EROFS"];

describe.each(CODES)("a disk that fails with %s", (code) => {
  it.concurrent.each(CASES.map((one, index) => ({ ...one, index })))(
    "at any step of $name leaves everything as before, and the next call works",
    { timeout: 300_000 },
    async ({ name, calls, index }) => {
      await using lent = await lend();
      const { haproxy, before, reset, after } = lent;
      const all = await after(calls, () => true);
      await reset();
      const { loadBalancer, points } = withFaultPoints(haproxy, () => {});
      await Promise.allSettled(calls.map((one) => call(loadBalancer, one)));

      for (const failAt of chosen(points.count, index)) {
        await reset();
        let failed = "";
        const faulty = withFaultPoints(haproxy, ({ number, step, moment }) => {
          // a file is closed also where closing it fails: close(2)
          const fails = step === "disk.dispose" ? "after" : "before";
          if (number !== failAt || moment !== fails || !step.startsWith("disk.")) return;
          failed = step;
          throw Object.assign(new Error(`${code}: made to fail`), { code });
        });

        const results = await Promise.allSettled(calls.map((one) => call(faulty.loadBalancer, one)));

        const codes = results.flatMap((one) =>
          one.status === "rejected" ? [one.reason.code as string] : [],
        );
        if (codes.length > 0 && failed !== "")
          expect(name === REFUSED ? TOLD_OF_REFUSED : TOLD).toContain(codes[0]);
        // What only tidies up may fail: the next change does it.
        const wanted = codes.length > 0 ? before : all;
        // HAProxy refused it, and then the disk refused to put the files back.
        if (!codes.includes("OUTCOME_UNKNOWN"))
          expect(await observe(haproxy), `${failed} at ${failAt}`).toEqual(wanted);
        await Promise.allSettled(calls.map((one) => call(faulty.loadBalancer, one)));
        if (codes.length > 0 && name !== REFUSED) expect(await observe(haproxy)).toEqual(all);
        expect(await leftovers(haproxy)).toEqual([]);
      }
    },
  );
});
