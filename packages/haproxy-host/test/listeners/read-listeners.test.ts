import { describe, expect, it } from "vitest";
import { parseListenAddress, readListeners } from "../../src/index.js";

describe("the address of a bind line", () => {
  it.each([
    ["127.0.0.1:80", "127.0.0.1", 80, 80],
    [":80", undefined, 80, 80],
    ["*:8000-8010", undefined, 8000, 8010],
    ["ipv4@10.0.0.1:80", "10.0.0.1", 80, 80],
    ["ipv6@[::1]:80", "::1", 80, 80],
    ["tcp@[2001:db8::1]:443", "2001:db8::1", 443, 443],
    ["mptcp4@0.0.0.0:443", undefined, 443, 443],
    [":::80", undefined, 80, 80],
    ["::1:80", "::1", 80, 80],
    ["localhost:80", undefined, 80, 80],
    [`$` + "{ADDRESS}:80", undefined, 80, 80],
  ])("%s is read", (text, address, port, lastPort) => {
    expect(parseListenAddress(text)).toEqual({ address, port, lastPort });
  });

  it.each([
    "/run/haproxy.sock",
    "unix@/run/a:80",
    "abns@name",
    "fd@3",
    "sockpair@4",
    "quic4@:443",
    "*",
    ":$PORT",
    "",
  ])("%s is none that TCP servers can have", (text) => {
    expect(parseListenAddress(text)).toBeUndefined();
  });
});

it("reads what a configuration listens on, and for what", () => {
  const found = readListeners(`global
  stats socket ipv4@127.0.0.1:9999 level admin
  stats socket /run/haproxy.sock level admin
  stats timeout 60s
frontend http
  bind *:80,[::]:80 v6only # two
  bind quic4@:443 ssl
  use_backend pool_1
frontend statistics
  bind 127.0.0.1:8404
  stats enable
frontend metrics
  bind 127.0.0.1:8405
  http-request use-service prometheus-exporter if { path /metrics }
listen other
  bind 10.0.0.1:5000
  server a 10.0.0.2:5000
peers mine
  bind 10.0.0.1:10000
  peer other 10.0.0.2:10000
`);

  expect(found.map(({ use, section, line, address, port }) => [line, use, section, address, port])).toEqual([
    [2, "runtime-api", "global", "127.0.0.1", 9999],
    [6, "traffic", "frontend http", undefined, 80],
    [6, "traffic", "frontend http", undefined, 80],
    [10, "statistics", "frontend statistics", "127.0.0.1", 8404],
    [13, "statistics", "frontend metrics", "127.0.0.1", 8405],
    [16, "traffic", "listen other", "10.0.0.1", 5000],
    [19, "traffic", "peers mine", "10.0.0.1", 10000],
  ]);
});
