import { expect, it } from "vitest";
import { similarNames } from "../src/certainty/similar-names.js";

const names = ["api.example.com", "shop.example.com", "www.example.com", "example.com", "mail.other.test"];

it("CL6 a typing error in a domain gets the three nearest names", () => {
  expect(similarNames("shop.exmaple.com", names)).toEqual([
    "shop.example.com",
    "api.example.com",
    "www.example.com",
  ]);
  expect(similarNames("exampl.com", names)).toEqual(["example.com"]);
  expect(similarNames("*.exmaple.com", [...names, "*.example.com"])[0]).toBe("*.example.com");
  expect(similarNames("something-else.net", names)).toEqual([]);
});

it("CL6 finds the nearest of 100,000 names, wherever it is", () => {
  const many = Array.from({ length: 100_000 }, (_, index) => `customer-${index}.example.com`);

  expect(similarNames("custmer-73915.example.com", many)[0]).toBe("customer-73915.example.com");
});
