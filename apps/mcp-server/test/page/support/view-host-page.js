// @ts-nocheck: runs in Chromium, and the types of the DOM are not those of the tests
// The host half of MCP Apps, with the protocol's own SDK.
import { AppBridge, PostMessageTransport } from "@modelcontextprotocol/ext-apps/app-bridge";

const frame = document.createElement("iframe");
frame.title = "view";
Object.assign(frame.style, { border: "0", width: "100%" });
// no same origin, no forms, no pop-ups
frame.setAttribute("sandbox", "allow-scripts");
document.body.append(frame);
let bridge;

window.host = {
  async show(html, given, result) {
    bridge = new AppBridge(
      null,
      { name: "emulator", version: "1" },
      { serverTools: {}, updateModelContext: { text: {} } },
      { hostContext: { theme: "light", displayMode: "inline" } },
    );
    bridge.oncalltool = (call) => window.callTool(call);
    bridge.onupdatemodelcontext = async (params) => {
      await window.tellModel(params);
      return {};
    };
    bridge.addEventListener("sizechange", ({ height }) => {
      frame.style.height = `${height}px`;
    });
    const ready = new Promise((resolve) => bridge.addEventListener("initialized", resolve));
    // before the frame has anything, or its first message is lost
    await bridge.connect(new PostMessageTransport(frame.contentWindow, frame.contentWindow));
    frame.srcdoc = html;
    await ready;
    await bridge.sendToolInput({ arguments: given });
    await bridge.sendToolResult(result);
  },
  height: () => frame.getBoundingClientRect().height,
  theme: (theme) => bridge.sendHostContextChange({ theme }),
  end: () => bridge.teardownResource({}),
};
