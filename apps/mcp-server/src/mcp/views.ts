import { certificates, domain, overview } from "virtual:views";
import {
  type ClientCapabilities,
  type Resource,
  ResourceNotFoundError,
  type Server,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { clientCapabilitiesOf } from "./client-info.js";

/** MCP Apps (specification 2026-01-26): a host that declares it shows a tool's result with the view that the tool names. */
const VIEWS_EXTENSION = "io.modelcontextprotocol/ui";
const VIEW_TYPE = "text/html;profile=mcp-app";

/** Of a client that shows them. */
export const SHOWS_VIEWS = { extensions: { [VIEWS_EXTENSION]: { mimeTypes: [VIEW_TYPE] } } };

/** It changes with the program only. */
export const VIEW_TTL_MS = 300_000;

interface View extends Resource {
  /** Whose results it shows. */
  readonly tool: string;
  readonly html: string;
}

const view = (name: string, tool: string, html: string, title: string, description: string): View => ({
  uri: `ui://haproxy-mcp/${name}.html`,
  name,
  title,
  description,
  mimeType: VIEW_TYPE,
  tool,
  html,
});

const VIEWS: readonly View[] = [
  // the one result that has what is wrong, and what to do; a list of domains has no health
  view("overview", "haproxy_health", overview, "Overview", "What is wrong, and the health of every domain"),
  view(
    "domain",
    "haproxy_domain_health",
    domain,
    "Domain",
    "The servers of a domain, to drain or to use again",
  ),
  view("certificates", "haproxy_list_certs", certificates, "Certificates", "Certificates, by the days left"),
];

/** The host puts a view in a frame that reaches nothing: a view has all that it needs. */
const META = {
  ui: {
    csp: { connectDomains: [], resourceDomains: [], frameDomains: [], baseUriDomains: [] },
    prefersBorder: true,
  },
};

export function showsViews(capabilities: ClientCapabilities | undefined): boolean {
  const { mimeTypes } = (capabilities?.extensions?.[VIEWS_EXTENSION] ?? {}) as { mimeTypes?: unknown };
  return Array.isArray(mimeTypes) && mimeTypes.includes(VIEW_TYPE);
}

/** `_meta` of a listed tool that has a view. Hosts of before 2026 read the second key. */
export function viewMetaOf(tool: string): { readonly _meta?: Record<string, unknown> } {
  const found = VIEWS.find((one) => one.tool === tool);
  return found === undefined
    ? {}
    : { _meta: { ui: { resourceUri: found.uri }, "ui/resourceUri": found.uri } };
}

/**
 * Serves the views of these tools as resources. They are listed for hosts that show them: to others, they are files of no use.
 *
 * @param tools names of the tools that the caller may use
 */
export function serveViews(server: Server, tools: readonly string[]): void {
  const views = VIEWS.filter(({ tool }) => tools.includes(tool));
  const forHost = ({ mcpReq }: ServerContext) =>
    showsViews(clientCapabilitiesOf(server, mcpReq)) ? views : [];
  server.setRequestHandler("resources/list", (_request, context) => ({
    resources: forHost(context).map(({ tool: _tool, html: _html, ...resource }) => ({
      ...resource,
      _meta: META,
    })),
  }));
  server.setRequestHandler("resources/templates/list", () => ({ resourceTemplates: [] }));
  server.setRequestHandler("resources/read", ({ params: { uri } }) => {
    const found = views.find((one) => one.uri === uri);
    if (found === undefined) throw new ResourceNotFoundError(uri);
    return { contents: [{ uri, mimeType: VIEW_TYPE, text: found.html, _meta: META }] };
  });
}
