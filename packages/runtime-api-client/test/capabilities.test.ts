import { expect, it } from "vitest";
import { capabilitiesOf } from "../src/capabilities.js";

it("reads capabilities from HAProxy's responses, not from its version", () => {
  const can = capabilitiesOf({
    version: "9.9",
    commands: ["add backend <backend>", "show ssl sni [-f <frontend>] [-A]", "quit"],
    conditions: ["srv-removable"],
  });

  expect(can).toMatchObject({
    version: "9.9",
    waitServerRemovable: true,
    waitBackendRemovable: false,
    dynamicBackends: false,
    certificates: false,
    showSslSni: true,
    addSslCaFile: false,
  });
  expect([can.has("quit"), can.has("add backend"), can.has("add back")]).toEqual([true, true, false]);
});

it("supports dynamic backends only if they can be deleted too", () => {
  const commands = ["add backend <backend>", "del backend <backend>"];

  expect(capabilitiesOf({ version: "3.4.7", commands, conditions: [] }).dynamicBackends).toBe(true);
});
