import { common } from "./common";

/** Names of keys, as menus and tooltips say them. */
export const keys = {
  tab: "Tab",
  enter: "Enter",
  escape: "Esc",
  delete: "Del",
  disable: "D",
  connect: "C",
  rename: "F2",
  note: "N",
  tidy: "Shift T",
  group: "Ctrl G",
  ungroup: "Shift Ctrl G",
  undo: "Ctrl Z",
  redo: "Shift Ctrl Z",
  save: "Ctrl S",
  find: "Ctrl F",
  mode: "O",
  nextProblem: "F8",
  fit: "1",
  sheet: "?",
} as const;

/** The sheet of all keys. */
export const keySheet = {
  title: common.keys,
  parts: [
    {
      title: "Drawing",
      keys: [
        [keys.tab, "add a node"],
        ["Double-click", "add a node here"],
        [keys.delete, "remove what is chosen"],
        [keys.disable, "disable or enable"],
        [keys.rename, "rename"],
        [keys.tidy, "tidy up"],
        [keys.note, "write a note"],
        [keys.group, "group what is chosen"],
        [keys.ungroup, "ungroup, or take out of the group"],
        ["Arrows", "move a note or group that is chosen; with Shift a note's size"],
        ["Ctrl C, Ctrl V", "copy and paste, also to another tab"],
        ["Ctrl A", "choose everything"],
        ["Shift drag", "choose an area"],
      ],
    },
    {
      title: "Going around",
      keys: [
        ["↑ ↓", "previous, next node"],
        ["Shift →", "choose all that follows"],
        [keys.enter, "open the node"],
        [keys.escape, "close, or choose nothing"],
        [keys.nextProblem, "next problem"],
        [keys.mode, "outline or canvas"],
        [keys.find, "find in the scenario"],
        [keys.fit, "fit"],
        ["0", "100 %"],
        ["Space drag", "move the canvas"],
      ],
    },
    {
      title: "Everywhere",
      keys: [
        [keys.undo, "undo"],
        [keys.redo, "redo"],
        [keys.save, "save now"],
        ["Ctrl K", "search or jump to"],
        ["Ctrl Space", "complete an expression"],
        ["Ctrl Enter", "enlarge the node"],
        [keys.sheet, "this sheet"],
      ],
    },
  ],
} as const;
