import { DEFAULT_CERTIFICATE_NAME } from "../default-certificate.js";
import { block } from "./block.js";
import type { HttpsSettings } from "./config-settings.js";

const ALT_SVC_SEC = 86_400;

/** For responses of applications that don't set them. */
const SECURITY_HEADERS: readonly (readonly [name: string, value: string])[] = [
  ["x-content-type-options", "nosniff"],
  ["x-frame-options", "SAMEORIGIN"],
  ["referrer-policy", "strict-origin-when-cross-origin"],
];

export function renderResponseHeaders({
  quicBinds,
  port,
  hstsSec,
  securityHeaders,
}: HttpsSettings): readonly string[] {
  return [
    ...block(
      "Browsers try HTTP/3 only where it is announced.",
      quicBinds.length === 0
        ? []
        : [`http-after-response set-header alt-svc 'h3=":${port}"; ma=${ALT_SVC_SEC}' if { ssl_fc }`],
    ),
    ...block(
      "Browsers must come back over HTTPS, if they were served a certificate of the name and not the default one.",
      hstsSec === undefined
        ? []
        : [
            unlessSet(
              "strict-transport-security",
              `max-age=${hstsSec}`,
              ` !{ ssl_f_s_dn(cn) -m str ${DEFAULT_CERTIFICATE_NAME} }`,
            ),
          ],
    ),
    ...block(
      "For applications that don't set them themselves.",
      securityHeaders === true ? SECURITY_HEADERS.map(([name, value]) => unlessSet(name, value)) : [],
    ),
  ];
}

function unlessSet(name: string, value: string, also = ""): string {
  return `http-after-response set-header ${name} ${value} if { ssl_fc }${also} !{ res.hdr(${name}) -m found }`;
}
