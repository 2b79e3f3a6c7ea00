import { expect, it, vi } from "vitest";
import { createWindowPipe, type MessageFrom } from "../../web/apps/window-pipe.js";

function open() {
  const listeners: ((event: MessageFrom) => void)[] = [];
  const parent = { postMessage: vi.fn() };
  const window = {
    parent,
    addEventListener: (_: "message", one: (event: MessageFrom) => void) => listeners.push(one),
  };
  const pipe = createWindowPipe(window);
  const got: unknown[] = [];
  pipe.listen((data) => got.push(data));
  const say = (source: unknown, origin: string, data: unknown) => {
    for (const listener of listeners) listener({ source, origin, data });
  };
  return { window, parent, pipe, got, say };
}

it("hears the window that holds it, and no other", () => {
  const { window, parent, got, say } = open();

  say({}, "https://host.example.test", "another frame");
  say(window, "https://host.example.test", "itself");
  say(null, "https://host.example.test", "none");
  say(parent, "https://host.example.test", "host");

  expect(got).toEqual(["host"]);
});

it("stays with the origin of the first message, for what it hears and what it says", () => {
  const { parent, pipe, got, say } = open();

  pipe.post({ first: true });
  say(parent, "https://host.example.test", 1);
  say(parent, "https://other.example.test", 2);
  pipe.post({ second: true });

  expect(got).toEqual([1]);
  expect(parent.postMessage.mock.calls).toEqual([
    [{ first: true }, "*"],
    [{ second: true }, "https://host.example.test"],
  ]);
});

it.each(["null", "vscode-webview://1a2b", ""])("can speak to a host with the origin %j", (origin) => {
  const { parent, pipe, say } = open();

  say(parent, origin, 1);
  pipe.post({});

  expect(parent.postMessage).toHaveBeenCalledExactlyOnceWith({}, "*");
});
