import { expect, test } from "vitest";
import type { Component } from "~/api/types";
import type { ScenarioDocument } from "../model";
import { callerOf, extract, replaced } from "./extract";

const spam: ScenarioDocument = {
  filbert: 1,
  name: "spam",
  nodes: [
    { id: "sms", component: "kafka", parameters: { stream: "sms" } },
    { id: "many", component: "aggregate", parameters: { key: ["sender"], aggregates: [{ name: "n" }] } },
    { id: "spammer", component: "filter", parameters: { condition: "n >= 1000" } },
    { id: "alert", component: "alert", parameters: {} },
    { id: "rest", component: "dead-end", parameters: {} },
  ],
  edges: [
    { from: "sms", to: "many" },
    { from: "many", to: "spammer" },
    { from: "spammer", to: "alert" },
    { from: "spammer.false", to: "rest" },
  ],
};
const PLACES = Object.fromEntries(spam.nodes.map(({ id }, at) => [id, { x: 0, y: at * 100 }]));
const first = (node: string) => (node === "spammer" ? "true" : "out");
const type = (text: string) => ({ type: text, pii: false });
const sms = { sender: type("STRING NOT NULL"), recipient: type("STRING") };
const columns = {
  "sms.out": sms,
  "many.out": { ...sms, n: type("BIGINT NOT NULL") },
  "spammer.true": { ...sms, n: type("BIGINT NOT NULL") },
  "spammer.false": { ...sms, n: type("BIGINT NOT NULL") },
} as never;
const caller = {
  component: { id: "fragment", parameters: { properties: { fragment: { editor: "fragment" } } } },
  parameter: "fragment",
} as unknown as { component: Component; parameter: string };

test("inputs and outputs are what leads in and out, with the types of what is named and added", () => {
  const { fragment } = extract(spam, new Set(["many", "spammer"]), PLACES, columns, first);

  expect(fragment.inputs).toEqual({ sms: { sender: "STRING NOT NULL" } });
  expect(fragment.outputs).toEqual({
    "spammer-out": { n: "BIGINT NOT NULL" },
    "spammer-false": { n: "BIGINT NOT NULL" },
  });
  expect(fragment.edges).toEqual([
    { from: "sms", to: "many" },
    { from: "many", to: "spammer" },
    { from: "spammer", to: "spammer-out" },
    { from: "spammer.false", to: "spammer-false" },
  ]);
});

test("one node stands where the others were, and nothing else changes", () => {
  const made = extract(spam, new Set(["many", "spammer"]), PLACES, columns, first);

  const [found, id] = replaced(spam, made, caller, "busy", PLACES, first);

  expect(id).toBe("busy");
  expect(found.nodes.map((each) => each.id)).toEqual(["sms", "alert", "rest", "busy"]);
  expect(found.nodes.at(-1)?.parameters).toEqual({ fragment: "busy" });
  expect(found.edges).toEqual([
    { from: "sms", to: "busy" },
    { from: "busy", to: "alert" },
    { from: "busy.spammer-false", to: "rest" },
  ]);
  expect(found.layout?.positions?.busy).toEqual({ x: 0, y: 100 });
});

test("the component that calls fragments is known by its parameter", () => {
  expect(callerOf([caller.component])).toEqual(caller);
  expect(callerOf([])).toBeNull();
});
