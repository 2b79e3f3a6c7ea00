import { expect, it } from "vitest";
import { capabilitiesOf } from "../src/capabilities.js";

it("finds what HAProxy can in its own words, not in its version", () => {
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

it("knows of backends only when they can be deleted too", () => {
  const commands = ["add backend <backend>", "del backend <backend>"];

  expect(capabilitiesOf({ version: "3.4.7", commands, conditions: [] }).dynamicBackends).toBe(true);
});
