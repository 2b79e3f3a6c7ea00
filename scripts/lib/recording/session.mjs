/** What is typed. In braces: the ports of the run, and what an earlier command printed. */
export const SESSION = [
  "haproxy-mcp domains add shop.example.com 127.0.0.1:{first} 127.0.0.1:{second}",
  "curl -s -H 'Host: shop.example.com' localhost:{http}",
  "haproxy-mcp servers drain shop.example.com 1 --reason 'new kernel'",
  "haproxy-mcp servers list shop.example.com --fields slot,address,state,status",
  "haproxy-mcp history shop.example.com --fields change,caller,operation,result,reason",
  "haproxy-mcp undo {change}",
  "haproxy-mcp servers list shop.example.com --fields slot,address,state,status",
];

/** Runs after the first command, unseen: new servers are checked first. */
export const WAIT = "haproxy-mcp servers wait-healthy shop.example.com --quiet";

/** Prints the newest change. */
export const NEWEST = "haproxy-mcp history --limit 1 --output name";

/** The ports as they are shown: those of `npm start`. */
export const SHOWN_PORTS = { http: 8080, first: 18081, second: 18082 };

/**
 * @param {string} text
 * @param {Record<string, string | number>} values
 */
export function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}
