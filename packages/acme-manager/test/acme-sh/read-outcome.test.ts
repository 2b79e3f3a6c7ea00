import { describe, expect, it } from "vitest";
import { readConf, withLinesOf } from "../../src/acme-sh/conf-file.js";
import { failureOf } from "../../src/acme-sh/read-outcome.js";

const outcome = (exitCode: number, stderr: string, stdout = "") =>
  failureOf({ exitCode, stderr, stdout }, ["the-token"]);
const TIME = "[Mon Nov 23 00:30:43 UTC 2026] ";

describe("how acme.sh failed", () => {
  it.each([
    ["the lock", 75, "", "LOCKED"],
    ["no hook", 3, `${TIME}Cannot find DNS API hook for: dns_nowhere`, "NOT_CONFIGURED"],
    [
      "the hook",
      1,
      `${TIME}invalid domain\n${TIME}Error adding TXT record to domain: _acme-challenge.a.test`,
      "DNS_PROVIDER",
    ],
    [
      "the record",
      1,
      `${TIME}a.test: Invalid status. Verification error details: No TXT records found for DNS challenge`,
      "VALIDATION_FAILED",
    ],
    [
      "an unreachable CA",
      1,
      `${TIME}Please refer to https://curl.haxx.se/libcurl/c/libcurl-errors.html for error code: 7`,
      "CA_UNREACHABLE",
    ],
    [
      "a refusal on several lines",
      1,
      `${TIME}Error creating new order. Le_OrderFinalize not found. {\n "type": "urn:ietf:params:acme:error:rejectedIdentifier",\n "detail": "no",\n "status": 400\n}`,
      "CA_REFUSED",
    ],
    ["something else", 1, `${TIME}unexpected failure, the-token`, "DRIVER_FAILED"],
  ])("is read: %s", (_what, exitCode, stderr, code) => {
    const failure = outcome(exitCode, stderr);
    expect(failure.code).toBe(code);
    expect(failure.message).not.toContain("the-token");
  });

  it("reads the retry time that the CA gives only in its text", () => {
    const failure = outcome(
      1,
      `${TIME}Error. {"type":"urn:ietf:params:acme:error:rateLimited","detail":"too many, retry after 2030-01-02 03:04:05 UTC"}`,
    );
    expect(failure).toMatchObject({ code: "RATE_LIMITED", retryAt: new Date("2030-01-02T03:04:05Z") });
  });
});

describe("files of acme.sh", () => {
  it("are parsed, never run", () => {
    const text = `Le_Domain='a.test'\nLe_Alt='no'\nLe_PreHook='__ACME_BASE64__START_ZWNobyBoaQ==__ACME_BASE64__END_'\n$(touch pwned)\nLe_Empty=''\n`;
    expect([...readConf(text)]).toEqual([
      ["Le_Domain", "a.test"],
      ["Le_Alt", "no"],
      ["Le_PreHook", "echo hi"],
      ["Le_Empty", ""],
    ]);
  });

  it("keep lines from another text", () => {
    expect(withLinesOf("A='1'\nB='2'\n", "B='3'\nC='4'\n", ["B"])).toBe("A='1'\nB='3'\n");
    expect(withLinesOf("A='1'\nB='2'\n", "", ["B"])).toBe("A='1'\n");
  });
});
