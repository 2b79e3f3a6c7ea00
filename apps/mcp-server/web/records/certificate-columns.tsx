import type { CertificateRow } from "../../src/page/model.js";
import { UNKNOWN, utc } from "../parts/formats.js";
import { State } from "../parts/state.js";
import type { Column } from "../parts/table.js";
import { lookedAt, managerOf, servedInWords, stateInWords } from "./certificate-order.js";
import { Names } from "./names.js";

/** What the page and the views of MCP hosts show of a certificate. */
export const CERTIFICATE_COLUMNS: readonly Column<CertificateRow>[] = [
  {
    id: "name",
    title: "Names",
    by: ({ name }) => name,
    cell: ({ name, names, issuer, last_error }) => (
      <>
        <strong class="name">{name}</strong> <Names names={names.filter((one) => one !== name)} />
        {issuer !== undefined && <small class="line">from {issuer}</small>}
        {last_error !== undefined && <div class="tone-warn">Last error: {last_error}</div>}
      </>
    ),
  },
  {
    id: "days",
    title: "Days left",
    by: ({ days_left }) => days_left,
    cell: (row) => <State status={lookedAt(row)} word={stateInWords(row)} />,
  },
  {
    id: "until",
    title: "Not after (UTC)",
    by: ({ not_after }) => not_after,
    cell: ({ not_after }) => <Moment iso={not_after} />,
  },
  {
    id: "renewal",
    title: "Renewal",
    isExtra: true,
    by: ({ renew_at }) => renew_at,
    cell: (row) => (
      <>
        {managerOf(row)}
        {row.managed && row.renew_at !== undefined && (
          <small class="line">
            next <Moment iso={row.renew_at} /> UTC
          </small>
        )}
      </>
    ),
  },
  {
    id: "served",
    title: "In memory as on disk",
    by: ({ served }) => served,
    cell: (row) => (
      <span class={row.served === "no" || row.conflicts !== undefined ? "tone-warn" : ""}>
        {servedInWords(row)}
      </span>
    ),
  },
];

/** With its day, whichever it is. */
function Moment({ iso }: { iso: string | undefined }) {
  const at = Date.parse(iso ?? "");
  return Number.isNaN(at) ? <span>{UNKNOWN}</span> : <time dateTime={iso}>{utc(at)}</time>;
}
