import { FILE, NAME, oneOf, TEXT } from "./kinds.js";
import { localAddress } from "./server-address.js";
import type { Settings } from "./setting.js";

/** `none`: this server can neither check, reload nor watch HAProxy. */
const HOST_KINDS = ["podman", "systemd", "child", "none"] as const;

/** How HAProxy runs on this machine. */
export const hostSettings = {
  kind: {
    name: "HAPROXY_HOST_KIND",
    fallback: "podman",
    kind: oneOf(HOST_KINDS),
    meaning:
      "how HAProxy runs: `podman` (a container), `systemd` (a unit), `child` (`haproxy-mcp serve` starts and stops it), `none` (where it " +
      "can't be checked or reloaded); where it is not set, `init` picks one by what the machine has",
  },
  container: {
    name: "HAPROXY_CONTAINER",
    fallback: "haproxy",
    kind: NAME,
    meaning: "the container, with `HAPROXY_HOST_KIND=podman`",
  },
  unit: {
    name: "HAPROXY_UNIT",
    fallback: "haproxy.service",
    kind: NAME,
    meaning: "the unit, with `HAPROXY_HOST_KIND=systemd`",
  },
  /** Of the master CLI; `undefined`: where it is by default, if anywhere. */
  masterSocket: {
    name: "HAPROXY_MASTER_SOCKET",
    kind: FILE,
    meaning:
      "UNIX socket of HAProxy's master CLI (`haproxy -S`), as seen on this host: reloads go through it, if the server may use it. " +
      "Default: where `haproxy-mcp init` has HAProxy put it",
  },
  /** The HAProxy program, with `HAPROXY_HOST_KIND=systemd` or `child`. */
  binary: {
    name: "HAPROXY_BIN",
    fallback: "haproxy",
    kind: TEXT,
    meaning:
      "the HAProxy program, with `HAPROXY_HOST_KIND=systemd` or `child`; found on `PATH`, or an absolute path",
  },
  configFile: {
    name: "HAPROXY_CONFIG_FILE",
    fallback: "/opt/haproxy/conf/haproxy.cfg",
    kind: FILE,
    meaning: "HAProxy's configuration, as seen on this host: a file, or a folder of files `*.cfg`",
  },
  certsDir: {
    name: "HAPROXY_CERTS_DIR",
    fallback: "/opt/haproxy/certs",
    kind: FILE,
    meaning: "the folder that HAProxy loads certificates from",
  },
  /** HAProxy's path of that folder, if it can't be guessed. */
  crtList: {
    name: "HAPROXY_CRT_LIST",
    kind: TEXT,
    meaning:
      "what HAProxy calls that folder, as `show ssl crt-list` prints it; needed only if two folders have the same base name",
  },
  tlsAddress: {
    name: "HAPROXY_TLS_ADDRESS",
    fallback: "127.0.0.1:443",
    kind: localAddress(443),
    meaning:
      "where HAProxy serves TLS, to verify a certificate after it was deployed; `none`: no check by a handshake",
  },
  httpAddress: {
    name: "HAPROXY_HTTP_ADDRESS",
    fallback: "127.0.0.1:80",
    kind: localAddress(80),
    meaning:
      "where HAProxy serves HTTP, to check the responses to `http-01` before the CA does; `none`: no check",
  },
} satisfies Settings;
