import { plural } from "~/messages";

/** Numbers of what the editor is about: "1 node", "3 nodes". */
export const counts = {
  nodes: (count: number) => plural(count, "node"),
  notes: (count: number) => plural(count, "note"),
  groups: (count: number) => plural(count, "group"),
  events: (count: number) => plural(count, "event"),
  errors: (count: number) => plural(count, "error"),
  warnings: (count: number) => plural(count, "warning"),
  testCases: (count: number) => plural(count, "test case"),
  scenarios: (count: number) => plural(count, "scenario"),
} as const;
