import { expect, it } from "vitest";
import { planIssue } from "../../src/acme-sh/issue-plan.js";
import { certificateNames } from "../../src/certificate-names.js";
import type { DnsProvider } from "../../src/dns/dns-provider.js";

const request = { names: certificateNames(["a.example.test"]), keyType: "ec-256" as const };
const dns = { name: "Cloudflare" } as DnsProvider;
const defaults = {
  directoryUrl: "https://ca.test/dir",
  hook: "dns_cf",
  dns,
  dnsWaitMs: 20_000,
  profile: "shortlived",
  preferredChain: undefined,
};
const planFor = (conf: Readonly<Record<string, string>>) =>
  planIssue(request, { conf: new Map(Object.entries(conf)) }, defaults);

it("CE3 a new certificate uses the settings", () => {
  expect(planIssue(request, undefined, defaults)).toEqual({
    directoryUrl: "https://ca.test/dir",
    args: ["--dns", "dns_cf", "--dnssleep", "20", "--keylength", "ec-256", "--cert-profile", "shortlived"],
    usesHook: true,
    dns,
    dnsWaitMs: 20_000,
  });
});

it("CE3 a profile and a chain of our settings replace those that acme.sh stored with our hook", () => {
  const conf = { Le_Webroot: "dns_cf", Le_API: "https://ca.test/dir", Le_Preferred_Chain: "Old X1" };
  const stored = { ...conf, Le_Certificate_Profile: "tlsserver" };
  const { args } = planFor(stored);
  expect(args.at(args.indexOf("--cert-profile") + 1)).toBe("shortlived");
  expect(args).not.toContain("--preferred-chain");
});

it("CE3 acme.sh itself waits for the records of a hook that it has no wait for", () => {
  expect(planFor({ Le_Webroot: "dns_gd" })).toMatchObject({ dnsWaitMs: 1_200_000 });
  expect(planFor({ Le_Webroot: "dns_gd", Le_DNSSleep: "300" }).args).toContain("300");
});

it("asks for the chain that the settings prefer", () => {
  const { args } = planIssue(request, undefined, { ...defaults, preferredChain: "ISRG Root X2" });
  expect(args.at(args.indexOf("--preferred-chain") + 1)).toBe("ISRG Root X2");
});

it.each([
  ["another hook", { Le_Webroot: "dns_gd" }, ["--dns", "dns_gd"]],
  ["a webroot", { Le_Webroot: "/var/www/html" }, ["--webroot", "/var/www/html"]],
  [
    "the built-in server",
    { Le_Webroot: "no", Le_HTTPPort: "8888" },
    ["--standalone"],
    ["--httpport", "8888"],
  ],
  ["TLS-ALPN", { Le_Webroot: "alpn", Le_TLSPort: "8443" }, ["--alpn"], ["--tlsport", "8443"]],
  ["stateless mode", { Le_Webroot: "stateless" }, ["--stateless"]],
  ["nginx", { Le_Webroot: "nginx:/etc/nginx/a.conf" }, ["--nginx", "/etc/nginx/a.conf"]],
  ["Apache", { Le_Webroot: "apache" }, ["--apache"]],
  ["a record that stays", { Le_Webroot: "dns_persist" }, ["--dns-persist"]],
  ["a method for each name", { Le_Webroot: "/var/www,dns_gd" }, ["--webroot", "/var/www", "--dns", "dns_gd"]],
])("CE3 %s is kept, and Cloudflare isn't asked", (_what, conf, first, last = []) => {
  const plan = planFor({ ...conf, Le_API: "https://other.test/dir" });
  expect(plan).toMatchObject({ directoryUrl: "https://other.test/dir", usesHook: false, dns: undefined });
  expect(plan.args).toEqual([...first, "--keylength", "ec-256", ...last]);
});

it("CE3 all that acme.sh stores is kept, and a profile of one CA isn't asked of another", () => {
  const plan = planFor({
    Le_Webroot: "dns_gd",
    Le_API: "https://other.test/dir",
    Le_ChallengeAlias: "no,=b.test,",
    Le_DNSSleep: "300",
    Le_Keylength: "4096",
    Le_Preferred_Chain: "ISRG Root X2",
    Le_ForceNewDomainKey: "1",
    Le_OCSP_Staple: "",
  });
  expect(plan.args).toEqual([
    ...["--dns", "dns_gd", "--challenge-alias", "no", "--domain-alias", "b.test"],
    ...["--dnssleep", "300", "--keylength", "4096", "--preferred-chain", "ISRG Root X2"],
    "--always-force-new-domain-key",
  ]);
  expect(plan.dnsWaitMs).toBe(300_000);
});

it("CE3 our hook with an alias gets its token, but the zone of the name isn't checked", () => {
  const plan = planFor({ Le_Webroot: "dns_cf", Le_ChallengeAlias: "b.test,", Le_DNSSleep: "300" });
  expect(plan).toMatchObject({ usesHook: true, dns: undefined, dnsWaitMs: 20_000 });
});

it.each([
  ["DNS manual mode", { Le_Webroot: "dns" }, "in DNS manual mode, where a person adds the records"],
  ["a pre-hook for its port", { Le_Webroot: "no", Le_PreHook: "systemctl stop haproxy" }, "with a pre-hook"],
])("CE3 %s is reported at once as not ours to renew", (_what, conf, why) => {
  expect(() => planFor(conf)).toThrow(
    expect.objectContaining({ code: "NOT_CONFIGURED", message: expect.stringContaining(why) }),
  );
});
