import { expect, test } from "vitest";
import { limitOf, standing } from "./objective";

test("a limit is a number, none, or no limit", () => {
  expect(limitOf(" 12.5 ")).toBe(12.5);
  expect(limitOf("")).toBeNull();
  expect(limitOf("-1")).toBeUndefined();
  expect(limitOf("many")).toBeUndefined();
});

test("what is not observed is no zero", () => {
  expect(standing({ measure: "lag", limit: 10_000, value: 12, state: "kept" })).toBe("12 of 10,000 events");
  expect(standing({ measure: "latency_ms", limit: 5, value: null, state: "unknown" })).toBe(
    "not observed, limit 5 ms",
  );
});
