// @vitest-environment node
import { readFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";
import { expect, test } from "vitest";

test("the client's types are what openapi.json says; after a change of the API: npm run api", async () => {
  const read = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8");
  const made = astToString(
    await openapiTS(JSON.parse(read("../../../openapi.json")), { defaultNonNullable: false }),
  );
  const kept = read("./schema.d.ts");

  expect(kept.slice(kept.indexOf("export interface paths"))).toBe(
    made.slice(made.indexOf("export interface paths")),
  );
});
