/** What the page has for each tool that messages name. The others are for the command line. */
const NAMES: Readonly<Record<string, string>> = {
  add_domain: "“Add a domain”",
  add_server: "“Add servers” of the domain",
  add_servers: "“Add servers” of the domain",
  cert_info: "Certificates",
  check_config: "`haproxy-mcp config check`",
  delete_cert: "“Delete” in Certificates",
  domain_health: "the page of the domain",
  get_server_health: "the page of the domain",
  health: "Differences",
  history: "Activity",
  issue_cert: "“Issue a certificate” in Certificates",
  list_certs: "Certificates",
  list_domains: "the overview",
  list_servers: "the page of the domain",
  reload: "`haproxy-mcp reload`",
  remove_domain: "“Remove” of the domain",
  renew_cert: "“Renew” in Certificates",
  restore_state: "“Apply the record” in Differences",
  save_state: "`haproxy-mcp save`",
  "save_state with adopt_running": "“Adopt what runs” in Differences",
  set_server_state: "“Ready” of the server",
  undo: "“Undo” in Activity",
  wait_drain: "the sessions of the server",
};

/** A text of a tool for the user of the page: names of tools become those of buttons and pages, `call` of them `use`. */
export function inPageWords(text: string): string {
  return text.replace(
    /(?:(c)all )?haproxy_(save_state with adopt_running|[a-z_]*[a-z])/gi,
    (all, call: string | undefined, tool: string) => {
      const name = NAMES[tool];
      if (name === undefined) return all;
      return call === undefined ? name : `${call === "C" ? "U" : "u"}se ${name}`;
    },
  );
}
