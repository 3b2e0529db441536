import { expect, test } from "vitest";
import { documentOf, faultsOf, formOf } from "./stream";

const sms = {
  stream: "sms",
  topic: "sms",
  format: "json",
  key: "sender",
  event_time: { field: "sent_at", out_of_orderness: "5s" },
  max_bytes: 524288,
  fields: {
    sender: "STRING NOT NULL",
    kind: { type: "STRING", enum: ["in", "out"] },
    sent_at: "TIMESTAMP NOT NULL",
    cell: "ROW<id STRING NOT NULL, lat DOUBLE>",
  },
  pii: ["sender"],
};

test("a stream goes through the form unchanged", () => {
  expect(documentOf(formOf(sms))).toEqual(sms);
});

test("only the field's own NOT NULL is its mark", () => {
  const { fields } = formOf(sms);

  expect(fields.map((each) => [each.name, each.type, each.required, each.pii])).toEqual([
    ["sender", "STRING", true, true],
    ["kind", "STRING", false, false],
    ["sent_at", "TIMESTAMP", true, false],
    ["cell", "ROW<id STRING NOT NULL, lat DOUBLE>", false, false],
  ]);
});

test("what is left empty is left out, and what the form does not know of stays", () => {
  const form = formOf({ ...sms, note: "kept" });

  const written = documentOf({ ...form, key: "", timeField: "", outOfOrderness: "", maxBytes: "" });

  expect(written).not.toHaveProperty("key");
  expect(written).not.toHaveProperty("event_time");
  expect(written).not.toHaveProperty("max_bytes");
  expect(written.note).toBe("kept");
});

test("a mark within a field comes out in the list of marks", () => {
  const written = documentOf(
    formOf({ stream: "s", topic: "s", fields: { a: { type: "STRING", pii: true } } }),
  );

  expect(written).toMatchObject({ fields: { a: "STRING" }, pii: ["a"] });
});

test("lines without a name, without a type and with a name twice are told", () => {
  const form = formOf(sms);
  const line = { name: "", type: "STRING", required: false, pii: false, enum: "" };

  const faults = faultsOf({ ...form, fields: [...form.fields, line, { ...line, name: "kind" }] });

  expect([...faults.keys()]).toEqual([4, 5]);
});
