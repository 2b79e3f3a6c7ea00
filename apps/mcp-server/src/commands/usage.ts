export const USAGE = `haproxy-mcp: adds and removes domains and servers of a running HAProxy, with no reload

haproxy-mcp serve    MCP over HTTP on MCP_HOST:MCP_PORT, for an HAProxy that runs already
haproxy-mcp stdio    MCP on stdin and stdout, for a client that starts it
haproxy-mcp up       an HAProxy of its own, the MCP server and two sample backends
                     --data-folder .haproxy-mcp  --http-port 8080  --https-port 8443  --mcp-port 8000  --sample-port 18081
haproxy-mcp restore  makes HAProxy match the files; with --dry-run lists where it does not
haproxy-mcp init     shows the files that this machine needs for the settings: haproxy.cfg, units, folders, a token; --write writes them,
                     --overwrite also what was edited by hand, --root DIR below another folder
haproxy-mcp doctor   checks everything, and says how to mend what it finds; ends with 1 where something does not work
haproxy-mcp config   prints an haproxy.cfg for the settings; --quic and --no-quic say whether with HTTP/3
haproxy-mcp help     prints this
haproxy-mcp version  prints the version

Settings come from the environment: see docs/settings.md, or https://www.npmjs.com/package/@haproxy-mcp/mcp-server
`;
