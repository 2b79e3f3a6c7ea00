import type { CertificateManager } from "@haproxy-mcp/acme-manager";
import type { LoadBalancer } from "@haproxy-mcp/load-balancer";
import { createLog } from "../../src/program/log.js";
import type { Services } from "../../src/services.js";
import type { Tool } from "../../src/tools/define-tool.js";
import { errorResult } from "../../src/tools/error-result.js";
import { createArgumentReader } from "../../src/tools/read-arguments.js";

/** The services that a tool's test stands in for. */
export interface StandIns extends Partial<Omit<Services, "loadBalancer" | "certificates">> {
  readonly loadBalancer?: Partial<LoadBalancer>;
  readonly certificates?: Partial<CertificateManager>;
}

/** What a client gets: structured content as JSON has it, and text; of an error the text alone. */
export interface Called {
  readonly data?: Record<string, unknown>;
  readonly text: string;
}

/** Calls a tool with arguments as a client sends them, and services that stand in for the real ones. */
export async function callTool(
  tool: Pick<Tool, "name">,
  services: StandIns = {},
  args: Record<string, unknown> = {},
): Promise<Called> {
  const { input, output, handle, summarise } = tool as Tool;
  const context = {
    services: services as Services,
    signal: new AbortController().signal,
    progress: () => {},
  };
  try {
    const data = output.parse(await handle(createArgumentReader(input)(args), context));
    return { data: JSON.parse(JSON.stringify(data)), text: summarise(data) };
  } catch (error) {
    const [content] = errorResult(error, createLog("ERROR")).content;
    return { text: (content as { readonly text: string }).text };
  }
}
