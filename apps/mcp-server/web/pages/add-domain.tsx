import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { CopyAs } from "../actions/copy-as.js";
import {
  certificateCall,
  formFieldOf,
  problemOf,
  toDomainArguments,
  wildcardHint,
} from "../actions/domain-form.js";
import { Plan } from "../actions/plan.js";
import { ReasonField } from "../actions/reason-field.js";
import { ServerFields } from "../actions/server-fields.js";
import { usePlan } from "../actions/use-plan.js";
import { useCall } from "../call.js";
import { useLive } from "../live/live.js";
import { outageOf } from "../live/outage.js";
import { useAction } from "../parts/action.js";
import { Busy, Empty, Failure } from "../parts/says.js";
import { useQuery } from "../route.js";
import { useSession } from "../session.js";
import { Added, type AddedDomain } from "./add-domain/added.js";

const TOOL = "haproxy_add_domain";

/** One form from a name to traffic. */
export function AddDomain() {
  const { may, info } = useSession();
  const [added, setAdded] = useState<AddedDomain>();
  if (info !== undefined && !may("operate", TOOL))
    return (
      <>
        <h1>Add a domain</h1>
        <Empty title="You may look, and not add domains.">
          <p>That needs the role operate; yours is {info.caller?.role}.</p>
        </Empty>
      </>
    );
  return (
    <>
      <h1>Add a domain</h1>
      {added === undefined ? (
        <Form onAdded={setAdded} />
      ) : (
        <Added added={added} onAgain={() => setAdded(undefined)} />
      )}
    </>
  );
}

function Form({ onAdded }: { onAdded(added: AddedDomain): void }) {
  const call = useCall();
  const { may } = useSession();
  const action = useAction();
  const [asked] = useQuery("domain");
  const [domain, setDomain] = useState(asked);
  const [servers, setServers] = useState<readonly string[]>([""]);
  const [aliases, setAliases] = useState("");
  const [withCertificate, setCertificate] = useState(false);
  const [reason, setReason] = useState("");
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);

  const form = { domain, servers, aliases };
  const given = useMemo(() => toDomainArguments(form), [domain, servers, aliases]);
  const outage = outageOf(useLive());
  const plan = usePlan({ tool: TOOL, arguments: given }, given.domain !== "" && outage === undefined);
  const certificate = certificateCall(given);
  const certificatePlan = usePlan(certificate, withCertificate && plan.found !== undefined);
  const key = JSON.stringify(given);
  const refused = useRef("");
  const failure = plan.failure ?? (refused.current === key ? action.failure : undefined);
  const field = failure && formFieldOf(failure, form);
  const errorAt = (name: string) => (field === name ? failure && problemOf(failure) : undefined);
  const mayIssue = may("admin", "haproxy_issue_cert");
  const why = reason.trim() || undefined;

  async function add(event: Event) {
    event.preventDefault();
    if (given.domain === "") return first.current?.focus();
    if (action.isBusy || outage !== undefined) return;
    refused.current = key;
    await action.run(async (options) => {
      const beganAt = performance.now();
      const { text } = await call(TOOL, given, { ...options, reason: why });
      onAdded({
        domain: given.domain,
        certificate,
        text,
        beganAt,
        withCertificate,
        reason: why,
      });
    });
  }

  return (
    <form class="stack add" onSubmit={add}>
      <div class="tight">
        <label class="field">
          Name
          <input
            ref={first}
            required
            autoComplete="off"
            autoCapitalize="off"
            spellcheck={false}
            placeholder="shop.example.com, or *.example.com"
            value={domain}
            aria-invalid={field === "domain"}
            aria-describedby="domain-says"
            onInput={(event) => setDomain(event.currentTarget.value)}
          />
        </label>
        <Says id="domain-says" error={errorAt("domain")} hint={wildcardHint(domain)} />
      </div>
      <ServerFields rows={servers} onChange={setServers} errorAt={(row) => errorAt(`servers.${row}`)} />
      <div class="tight">
        <label class="field">
          <span>
            More names for the same servers <small>(optional, with spaces between)</small>
          </span>
          <input
            autoComplete="off"
            autoCapitalize="off"
            spellcheck={false}
            value={aliases}
            aria-invalid={field === "aliases"}
            aria-describedby="aliases-says"
            onInput={(event) => setAliases(event.currentTarget.value)}
          />
        </label>
        <Says id="aliases-says" error={errorAt("aliases")} />
      </div>
      <label class="row">
        <input
          type="checkbox"
          checked={withCertificate}
          disabled={!mayIssue}
          onChange={(event) => setCertificate(event.currentTarget.checked)}
        />
        <span>
          Then issue a certificate{" "}
          <small>
            {mayIssue
              ? "Takes about a minute. The CA checks over DNS, or over port 80 of the name, that it is yours."
              : "That needs the role admin."}
          </small>
        </span>
      </label>
      {withCertificate && plan.found !== undefined && <Plan {...certificatePlan} />}
      <ReasonField value={reason} onChange={setReason} />
      {given.domain !== "" && field === undefined && outage === undefined && <Plan {...plan} />}
      {given.domain !== "" && <CopyAs tool={TOOL} arguments={given} reason={why} />}
      {field === undefined && failure !== plan.failure && <Failure failure={failure} />}
      <Busy action={action} />
      {outage !== undefined && (
        <p id="outage" class="tone-warn" role="status">
          {outage}
        </p>
      )}
      <div class="row">
        <button
          type="submit"
          class="primary"
          aria-disabled={action.isBusy || outage !== undefined}
          aria-describedby={outage && "outage"}
        >
          Add the domain
        </button>
      </div>
    </form>
  );
}

function Says({ id, error, hint }: { id: string; error: string | undefined; hint?: string | undefined }) {
  return (
    <small id={id} role="status" class={error === undefined ? "says" : "says tone-warn"}>
      {error ?? hint}
    </small>
  );
}
