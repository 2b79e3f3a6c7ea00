import { SLOT_LIMIT } from "@haproxy-mcp/validation";
import { FILE, HOST, ON_OFF, PORT, TEXT, wholeNumber } from "./kinds.js";
import type { Settings } from "./setting.js";

/** Most pools in the configuration; 5,000 of 10 slots exceed HAProxy's usual file limit. */
const POOL_LIMIT = 5000;

/** Where the Runtime API is reached. */
export const runtimeSettings = {
  host: { name: "HAPROXY_HOST", fallback: "localhost", kind: HOST, meaning: "Runtime API host" },
  port: { name: "HAPROXY_PORT", fallback: "9999", kind: PORT, meaning: "Runtime API port" },
  socket: {
    name: "HAPROXY_SOCKET",
    kind: FILE,
    meaning:
      "UNIX socket of the Runtime API; wins over host and port. If none of the three is set, `/run/haproxy-mcp/haproxy.sock` is used " +
      "where HAProxy listens on it, and TCP otherwise",
  },
} satisfies Settings;

/** The files of domains and servers, and their bounds. */
export const haproxySettings = {
  mapFile: {
    name: "HAPROXY_MAP_FILE",
    fallback: "/opt/haproxy/conf/domains.map",
    kind: FILE,
    meaning: "the map file, as seen on this host",
  },
  mapId: {
    name: "HAPROXY_MAP_ID",
    kind: TEXT,
    meaning:
      "HAProxy's own name of the map, as `show map` prints it; needed only if two maps have the same base name",
  },
  serversFile: {
    name: "HAPROXY_SERVERS_FILE",
    fallback: "/opt/haproxy/conf/servers.json",
    kind: FILE,
    meaning: "the servers file",
  },
  stateFile: {
    name: "HAPROXY_STATE_FILE",
    fallback: "/opt/haproxy/data/servers.state",
    kind: FILE,
    meaning: "HAProxy's server-state file",
  },
  /** From the token of an `http-01` challenge to its response. */
  challengeMapFile: {
    name: "HAPROXY_CHALLENGE_MAP_FILE",
    fallback: "/opt/haproxy/conf/acme.map",
    kind: FILE,
    meaning: "the map from which HAProxy responds to `http-01` challenges, as seen on this host",
    see: "certificates.md",
  },
  poolCount: {
    name: "HAPROXY_POOL_COUNT",
    fallback: "100",
    kind: wholeNumber(1, POOL_LIMIT),
    meaning: "pools in HAProxy's configuration",
  },
  maxSlots: {
    name: "HAPROXY_MAX_SLOTS",
    fallback: "10",
    kind: wholeNumber(1, SLOT_LIMIT),
    meaning: "servers in a pool",
  },
  /** Whether servers may be addresses that HAProxy itself listens on. */
  allowOwnFrontends: {
    name: "HAPROXY_ALLOW_OWN_FRONTENDS",
    fallback: "off",
    kind: ON_OFF,
    meaning:
      "`on`: servers may be addresses that this HAProxy itself listens on, to chain it with itself; its Runtime API, its statistics and " +
      "this server are refused all the same",
  },
} satisfies Settings;
