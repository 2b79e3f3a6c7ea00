import { listCerts } from "../../../tools/catalog/certificates/list-certs.js";
import { daysForm } from "../../to-input.js";
import { defineToolVerb } from "../../tool-verb.js";

export const certsList = defineToolVerb({
  name: "certs list",
  tool: listCerts,
  forms: { expiring_within_days: daysForm("expiring") },
  pages: "certificates",
  table: {
    items: ({ certificates }) => certificates,
    columns: [
      { title: "NAME", cell: ({ name }) => name },
      { title: "STATE", isState: true, cell: ({ state }) => state },
      { title: "SERVED", cell: ({ served }) => served },
      { title: "DAYS LEFT", cell: ({ days_left }) => days_left },
      { title: "NAMES", cell: ({ names }) => names },
      { title: "ISSUER", cell: ({ issuer }) => issuer },
      { title: "RENEW AT", isWide: true, cell: ({ renew_at }) => renew_at },
      { title: "FILE", isWide: true, cell: ({ file }) => file },
      { title: "LAST ERROR", isWide: true, cell: ({ last_error }) => last_error },
    ],
  },
  examples: ["certs list", "certs list --expiring 14d --output name"],
});
