import { expect, test } from "vitest";
import { changeOf, constantOf, type Environment, faultsOf, formOf } from "./environment";

const acceptance: Environment = {
  name: "acceptance",
  title: "Acceptance",
  kafka: { bootstrap_servers: "127.0.0.1:9092" },
  flink: { rest: "http://127.0.0.1:8081" },
  registry: null,
  streams: { sms: { topic: "sms" } },
  values: { fee: { type: "DECIMAL(10, 2)", value: "0.10" }, most: { type: "BIGINT", value: 1000 } },
  actions: "dry-run",
  inherited: ["kafka", "actions"],
  rules: { tests: true, four_eyes: false, role: "deployer" },
  secrets: [],
  problems: [],
  changed_at: null,
  changed_by: null,
  revision: 3,
};

test("what comes from a file is not set by saving the rest", () => {
  const change = changeOf(formOf(acceptance), acceptance.revision);

  expect(change).toMatchObject({ revision: 3, kafka: null, registry: null, actions: null });
  expect(change.flink).toEqual({ rest: "http://127.0.0.1:8081" });
  expect(change.streams).toEqual({ sms: { topic: "sms" } });
  expect(change.values).toEqual({
    fee: { type: "DECIMAL(10, 2)", value: "0.10" },
    most: { type: "BIGINT", value: 1000 },
  });
});

test("values are written as their type wants them", () => {
  expect(constantOf("BIGINT", " 12 ")).toBe(12);
  expect(constantOf("BOOLEAN", "TRUE")).toBe(true);
  expect(constantOf("STRING", " a ")).toBe(" a ");
  expect(constantOf("DECIMAL(10, 2)", "0.10")).toBe("0.10");
  // What is no number is sent as it stands: the service says what is wrong with it.
  expect(constantOf("BIGINT", "twelve")).toBe("twelve");
});

test("lines without a name and names that stand twice are told at their place", () => {
  const form = formOf(acceptance);
  const values = [
    ...form.values,
    { name: "fee", type: "BIGINT", text: "1" },
    { name: " ", type: "BIGINT", text: "1" },
  ];

  expect(faultsOf({ ...form, values })).toEqual({
    "values.2": "'fee' stands here twice.",
    "values.3": "Name the value, or remove the line.",
  });
  expect(faultsOf({ ...form, flink: "" })).toHaveProperty("flink");
});
