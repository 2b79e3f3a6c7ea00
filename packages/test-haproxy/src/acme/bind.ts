import { Resolver } from "node:dns/promises";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ChildProgram } from "../child-program.js";
import { freePort } from "../free-port.js";
import { temporaryFolder } from "../temporary-folder.js";
import { testSecret } from "./secrets.js";

const LIMIT_MS = 5_000;
const HOW_TO_INSTALL = "run `npm test`, which fetches it, or set NAMED to the named of Debian's bind9";

/** The zones of a DNS server for tests. */
export interface StartBindOptions {
  /** Zones that the key may update. */
  readonly zones: readonly string[];
  /** Zones that no key may update. */
  readonly readOnlyZones?: readonly string[] | undefined;
  /** Default: hmac-sha256. */
  readonly algorithm?: "hmac-sha256" | "hmac-sha512" | undefined;
}

/** A real BIND with a key for dynamic updates (RFC 2136, RFC 8945). */
export interface TestBind extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** Its key file, mode 0600, as `tsig-keygen` makes it. */
  readonly keyFile: string;
  /** The secret in it, base64. */
  readonly secret: string;
  /** The values that it serves for a name. */
  texts(name: string): Promise<readonly string[]>;
  /** Of a zone; each change makes it larger. */
  serial(zone: string): Promise<number>;
}

/** Starts a DNS server (BIND's `named`) on loopback that takes updates signed with a key. Its disposal ends it. */
export async function startBind({
  zones,
  readOnlyZones = [],
  algorithm = "hmac-sha256",
}: StartBindOptions): Promise<TestBind> {
  const folder = await temporaryFolder("bind-test-");
  const host = "127.0.0.1";
  const port = await freePort();
  const secret = Buffer.from(testSecret(`of-the-${algorithm}-key`)).toString("base64");
  const keyFile = join(folder.path, "acme.key");
  await writeFile(keyFile, `key "acme" {\n\talgorithm ${algorithm};\n\tsecret "${secret}";\n};\n`, {
    mode: 0o600,
  });
  const blocks = [...zones, ...readOnlyZones].map((zone) => {
    const update = zones.includes(zone) ? 'update-policy { grant "acme" zonesub TXT; };' : "";
    return `zone "${zone}" { type primary; file "${zone}.zone"; ${update} };`;
  });
  for (const zone of [...zones, ...readOnlyZones])
    await writeFile(
      join(folder.path, `${zone}.zone`),
      `$TTL 60\n@ IN SOA ns.${zone}. root.${zone}. 1 3600 600 86400 60\n@ IN NS ns\nns IN A ${host}\n*.alias IN CNAME elsewhere.example.org.\n`,
    );
  const configFile = join(folder.path, "named.conf");
  await writeFile(
    configFile,
    `include "${keyFile}";
options {
  directory "${folder.path}";
  listen-on port ${port} { ${host}; };
  listen-on-v6 { none; };
  pid-file none;
  session-keyfile none;
  lock-file none;
  recursion no;
  notify no;
  dnssec-validation no;
};
controls { };
${blocks.join("\n")}
`,
  );
  const program = await ChildProgram.start(
    process.env["NAMED"] ?? "named",
    ["-g", "-n", "1", "-c", configFile],
    {
      howToInstall: HOW_TO_INSTALL,
    },
  ).catch(async (error) => {
    await folder[Symbol.asyncDispose]();
    throw error;
  });
  const resolver = new Resolver({ timeout: LIMIT_MS, tries: 1 });
  resolver.setServers([`${host}:${port}`]);
  const bind: TestBind = {
    host,
    port,
    keyFile,
    secret,
    async texts(name) {
      const found = await resolver.resolveTxt(name).catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENODATA" || error.code === "ENOTFOUND") return [];
        throw error;
      });
      return found.map((parts) => parts.join(""));
    },
    serial: async (zone) => (await resolver.resolveSoa(zone)).serial,
    async [Symbol.asyncDispose]() {
      resolver.cancel();
      await program[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
  const [zone = ""] = zones;
  try {
    await program.until("BIND responds", () =>
      bind.serial(zone).then(
        () => true,
        () => false,
      ),
    );
  } catch (error) {
    await bind[Symbol.asyncDispose]();
    throw error;
  }
  return bind;
}
