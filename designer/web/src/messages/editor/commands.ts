import { messages } from "~/messages";
import { common } from "./common";

/** What can be done in the editor: the words of Ctrl-K, of menus and of buttons for the same. */
export const commands = {
  nodes: "Nodes",
  add: common.add,
  actions: messages.common.actions,
  addComponent: (title: string) => `Add ${title}`,
  fragment: "Make a fragment of what is chosen",
  note: "Add a note",
  group: "Group what is chosen",
  ungroup: "Ungroup",
  tidy: "Tidy up",
  undo: "Undo",
  redo: "Redo",
  problem: "Next problem",
  find: "Find in the scenario",
  keys: common.keys,
  deploy: (environment: string) => `Deploy to ${environment}…`,
  test: "Run the test cases",
  pinEvents: "Pin events as the sample…",
  pinRun: "Pin this run as a test case",
  sample: "Show the counts of the sample",
  running: (environment: string) => `Show what runs in ${environment}`,
  outline: "Show the outline",
  canvas: "Show the canvas",
  below: (title: string) => `Show below: ${title}`,
  save: "Save now",
  export: "Export as YAML",
} as const;
