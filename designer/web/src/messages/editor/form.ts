import { messages, plural } from "~/messages";
import { common } from "./common";

/** The form of a node's parameters. */
export const form = {
  clear: "Clear",
  more: messages.common.more,
  isNoParameterOf: (component: string) => `is no parameter of ${component}.`,
  removeIt: "Remove it",
  nothingToSet: "There is nothing to set.",
  useYaml: "This form cannot show it; the YAML view can.",
  optional: "optional",
  unlessSet: (value: string) => `${value} unless set`,
  /** In the sentence about a node, where a parameter has no value. */
  no: (parameter: string) => `no ${parameter}`,
  numberOf: (count: number, one: string, many: string) => plural(count, one, many),
  chooseStream: "Choose a stream",
  chooseFragment: "Choose a fragment",
  chooseColumn: "Choose a column",
  notThere: (name: string) => `${name} (not there)`,
  nameAndTitle: (name: string, title: string) => `${name} – ${title}`,
  open: common.open,
  durations: "90s, 2h30m",
  minutes: "min",
  add: (what: string) => `Add ${what}`,
  addAnother: "Add another",
  moveUp: (number: number) => `Move ${number} up`,
  remove: (what: string | number) => `Remove ${what}`,
  entry: (list: string, number: number) => `${list} ${number}`,
  nameIsTaken: (name: string) => `${name} is there already`,
  nameRule: "Letters, digits and _; no digit first",
  /** Forms of a value between which one chooses. */
  kinds: { choose: "choose", columns: "columns", expressions: "expressions", value: "value" },
} as const;

/** An expression, and what stands below it. */
export const expression = {
  expression: "Expression",
  textWithExpressions: "Text with {expressions}",
  fix: common.fix,
  text: "text",
  trueFor: (held: number, all: number) => `true for ${held} of ${all}`,
  failsFor: (count: number) => `fails for ${count}`,
  personal: "personal data",
  equals: (value: string) => `= ${value}`,
} as const;

/** Entries with several fields, as lines. */
export const records = {
  nameAndWhat: "Name, and what it is",
  now: "Now",
  noName: "no name",
} as const;

/** A table whose rows are parameters. */
export const table = {
  label: "Rows of the table",
  number: "#",
  column: (name: string, about: string) => `${name}: ${about}`,
  cell: (column: string, row: number) => `${column}, row ${row}`,
  null: common.null,
  any: "any",
  removeRow: (row: number) => `Remove row ${row}`,
  addRow: "Add a row",
  pasteBlock: (rows: number) => `${plural(rows, "row")}; paste a block from a spreadsheet into any cell`,
  moreProblems: (count: number) => `${plural(count, "more of them", "more of them")}; rows carry their marks`,
  noSuchColumn: "no such column",
} as const;
