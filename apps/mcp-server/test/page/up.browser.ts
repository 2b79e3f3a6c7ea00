// `haproxy-mcp up`: the page opens without a token for a request that came to localhost itself, and says so.
import { freePort, temporaryFolder } from "@haproxy-mcp/test-haproxy";
import { it } from "vitest";
import { startProgram } from "../support/program.js";
import { launched } from "./support/chromium.js";
import { visit } from "./support/visit.js";

const browser = launched();

it("opens on localhost without a token, and is live by itself after a new start", async ({ expect }) => {
  await using folder = await temporaryFolder();
  const [http, https, mcp, sample] = [
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(2),
  ];
  const start = async () => {
    const program = startProgram(
      [
        ...["up", "--data-folder", folder.path, "--http-port", `${http}`, "--https-port", `${https}`],
        ...["--sample-port", `${sample}`],
      ],
      { MCP_HOST: "127.0.0.1", MCP_PORT: String(mcp), HAPROXY_POOL_COUNT: "5" },
    );
    await program.printed("haproxy-mcp is ready.");
    return program;
  };
  {
    await using first = await start();
    const { page, allow } = await visit(browser(), { origin: `http://localhost:${mcp}` }, "/ui/");
    await page.getByRole("link", { name: "demo.localhost" }).first().waitFor();
    await page.getByText("Opened without a token: this page came to localhost itself").waitFor();
    expect(await page.getByRole("button", { name: "Sign out" }).count()).toBe(0);

    allow(
      /ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|503/,
    );
    await first.end("SIGTERM");
    await page.getByRole("alert").getByText("The page lost the server").waitFor();
    await using second = await start();
    await page.getByRole("banner").getByText("Live", { exact: true }).waitFor();
    expect(second.pid).not.toBe(first.pid);
  }
});
