import { common } from "./common";
import { counts } from "./counts";
import { keys } from "./keys";

/** The graph as a tree for the keyboard. */
export const outline = {
  title: common.outline,
  inOrder: (nodes: string) => `${nodes} in order of flow`,
  find: "Find a node",
  add: common.add,
  connecting: "Connecting",
  howToConnect: ": go to a node and press Enter. Esc leaves it.",
  tree: "Nodes in order of flow",
  goesOnTo: "goes on to",
  nothingConnected: ", nothing connected",
  goesToNodes: (count: number) => `, goes to ${count} nodes`,
  endHere: (events: string) => `, ${events} end here`,
  inAndOut: (received: string, sent: string) => `${received} → ${sent}`,
  disabled: common.off,
  group: common.group,
  groupOf: (nodes: string, names: string) => `Group of ${nodes}: ${names}`,
  groupOfFolded: (nodes: string, names: string) => `Group of ${nodes}, folded on the canvas: ${names}`,
  note: "Note:",
  emptyNote: "An empty note",
  nothingFound: "No node is called like that.",
  nothingDrawn: "Nothing is drawn yet. Add a source to begin.",
  /** What a screen reader says of a node. */
  spoken: {
    place: (number: number, of: number) => `${number} of ${of}`,
    disabled: "disabled",
    received: (count: number) => `${count} in`,
    sent: (count: number) => `${count} out`,
    goesTo: (names: readonly string[]) => `goes to ${names.join(" and ")}`,
    fate: (fate: string) => `. ${fate}`,
    inGroup: (group: string) => ` In the group ${group}`,
    problems: (errors: number, all: number) =>
      errors > 0 ? counts.errors(errors) : all > 0 ? counts.warnings(all) : "",
  },
  keys: [
    ["↑ ↓", "move"],
    [keys.enter, "node panel"],
    [keys.tab, "add after"],
    [keys.connect, "connect"],
    [keys.disable, "disable"],
    [keys.rename, "rename"],
    [keys.group, "group"],
    [keys.note, "note"],
    [keys.delete, "remove"],
    [keys.undo, "undo"],
  ],
} as const;
