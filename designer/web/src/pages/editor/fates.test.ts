import { expect, test } from "vitest";
import { fatesOf } from "./fates";

const verdict = (node: string, fate: string, kind = "aggregate", reason = "") => ({
  node,
  kind,
  fate,
  reason,
  complete_at: null,
});

test("a node that calls a fragment has the worst fate of what is in it", () => {
  const verdicts = [
    verdict("busy--counted", "kept"),
    verdict("busy--seen", "reset", "previous", "key was ‘a’ and is ‘b’ now"),
    verdict("counted", "new"),
  ];

  const found = fatesOf(verdicts, new Set(["busy", "counted"]));

  expect(found.nodes).toEqual({
    busy: { fate: "reset", reason: "seen: key was ‘a’ and is ‘b’ now" },
    counted: { fate: "new", reason: "" },
  });
});

test("a source is told where it begins elsewhere, and what is gone is told apart", () => {
  const verdicts = [
    verdict("sms", "kept", "source"),
    verdict("calls", "reset", "source"),
    verdict("once", "dropped"),
    verdict("old", "dropped", "source"),
  ];

  const found = fatesOf(verdicts, new Set(["sms", "calls"]));

  expect(Object.keys(found.nodes)).toEqual(["calls"]);
  expect(found.dropped).toEqual(["once"]);
});
