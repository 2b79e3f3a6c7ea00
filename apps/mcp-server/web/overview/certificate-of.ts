import type { CertificateRow } from "../../src/page/model.js";

/** The certificate that clients of these names get: of several for one name, the first that is served; of several names, the one that ends first. */
export function certificateFinder(certificates: readonly CertificateRow[]) {
  const byName = new Map<string, CertificateRow>();
  for (const row of certificates) {
    for (const name of row.names) {
      const before = byName.get(name);
      if (before === undefined || (before.served === "no" && row.served !== "no")) byName.set(name, row);
    }
  }
  return (names: readonly string[]): CertificateRow | undefined => {
    const found = names.flatMap((name) => byName.get(name) ?? byName.get(name.replace(/^[^.]+/, "*")) ?? []);
    return found.sort((a, b) => daysOf(a) - daysOf(b))[0];
  };
}

function daysOf({ days_left: days = Number.POSITIVE_INFINITY }: CertificateRow): number {
  return days;
}
