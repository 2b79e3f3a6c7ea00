const PROTOCOL = "2025-06-18";

/**
 * A session of a client that is on this machine, over MCP's streamable HTTP.
 *
 * @param {string} url
 * @returns {Promise<{ call: (tool: string, input: object) => Promise<void> }>}
 */
export async function openSession(url) {
  /** @type {Record<string, string>} */
  const headers = { "content-type": "application/json", accept: "application/json, text/event-stream" };
  let id = 0;
  const post = (/** @type {string} */ method, /** @type {object} */ params) =>
    fetch(url, {
      method: "POST",
      headers,
      body: JSON.stringify({ jsonrpc: "2.0", id: ++id, method, params }),
    });

  const begun = await post("initialize", {
    protocolVersion: PROTOCOL,
    capabilities: {},
    clientInfo: { name: "comparison", version: "1" },
  });
  await begun.text();
  const session = begun.headers.get("mcp-session-id");
  if (session === null) throw new Error(`haproxy-mcp: no session, ${begun.status}`);
  Object.assign(headers, { "mcp-session-id": session, "mcp-protocol-version": PROTOCOL });
  return {
    async call(tool, input) {
      const text = await (await post("tools/call", { name: tool, arguments: input })).text();
      if (!text.includes('"structuredContent"') || text.includes('"isError":true'))
        throw new Error(`haproxy-mcp: ${text}`);
    },
  };
}
