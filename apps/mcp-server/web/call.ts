import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { CallFailure, type CallTool } from "./call-tool.js";

export {
  CallFailure,
  type CallOptions,
  type CallResult,
  type CallTool,
  failureOf,
  post,
} from "./call-tool.js";

/** The views inside MCP hosts hand in one that asks their host. */
export const CallContext = createContext<CallTool>(() =>
  Promise.reject(new CallFailure({ code: "UNREACHABLE", message: "This view can't call tools" })),
);

export const useCall = (): CallTool => useContext(CallContext);
