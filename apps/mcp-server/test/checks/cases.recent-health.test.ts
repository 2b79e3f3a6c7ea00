import { expect, it } from "vitest";
import type { Health } from "../../src/checks/health.js";
import { createRecentHealth } from "../../src/checks/recent-health.js";

const { signal } = new AbortController();

function arrange(
  check = async (n: number) => ({ status: "healthy", components: { n } }) as unknown as Health,
) {
  const world = { at: 0, checks: 0 };
  const recent = createRecentHealth(
    () => check(++world.checks),
    () => world.at,
  );
  return { world, ...recent };
}

it("CL16 haproxy_health checks once a second, however many ask", async () => {
  const { world, health } = arrange();

  const first = await Promise.all(Array.from({ length: 50 }, () => health(signal)));
  world.at = 999;
  const later = await health(signal);

  expect(new Set([...first, later]).size).toBe(1);
  expect(world.checks).toBe(1);
  world.at = 1_000;
  await health(signal);
  expect(world.checks).toBe(2);
});

it("CL16 haproxy_health checks again after a change, and for details", async () => {
  const { world, health, forget } = arrange();
  await health(signal);

  forget();
  await health(signal);
  expect(world.checks).toBe(2);
  await health(signal, { fresh: true });
  expect(world.checks).toBe(3);
});

it("CL16 haproxy_health keeps no failure", async () => {
  const { world, health } = arrange(async (n) => {
    if (n === 1) throw new Error("no memory");
    return { status: "healthy", components: {} } as unknown as Health;
  });

  await expect(health(signal)).rejects.toThrow("no memory");
  expect(await health(signal)).toMatchObject({ status: "healthy" });
  expect(world.checks).toBe(2);
});
