export interface WelcomeFacts {
  readonly haproxyVersion: string;
  readonly httpPort: number;
  readonly httpsPort: number;
  readonly mcpPort: number;
  readonly dataFolder: string;
  readonly samplePorts: readonly number[];
}

export const SAMPLE_DOMAIN = "demo.localhost";

/** What a person who just typed `npm start` wants to know. */
export function welcomeText({
  haproxyVersion,
  httpPort,
  httpsPort,
  mcpPort,
  dataFolder,
  samplePorts,
}: WelcomeFacts): string {
  const mcpUrl = `http://localhost:${mcpPort}/mcp`;
  return `
haproxy-mcp is ready.

  HAProxy      http://localhost:${httpPort} and https://localhost:${httpsPort}  (version ${haproxyVersion})
  MCP server   ${mcpUrl}
  Data folder  ${dataFolder}

Ask HAProxy for ${SAMPLE_DOMAIN}; two sample backends take turns:

  curl -H 'Host: ${SAMPLE_DOMAIN}' localhost:${httpPort}

Add the server to an MCP client, for example Claude Code or the MCP Inspector:

  claude mcp add --transport http haproxy ${mcpUrl}
  npx @modelcontextprotocol/inspector --cli ${mcpUrl} --transport http --method tools/list

Then say: "Add the domain shop.localhost with the server 127.0.0.1 port ${samplePorts[0]}", and ask for it:

  curl -H 'Host: shop.localhost' localhost:${httpPort}

Ctrl-C stops everything. What you added is kept in the data folder.
`;
}
