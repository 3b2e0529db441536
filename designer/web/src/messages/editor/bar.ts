import { messages } from "~/messages";
import { common } from "./common";

/** The bar above the canvas: the draft's name, whether it is safe, and what can be done with the whole. */
export const bar = {
  title: "Title of the scenario",
  undo: (key: string) => `Undo (${key})`,
  undoStep: (step: string, key: string) => `Undo: ${step} (${key})`,
  redo: (key: string) => `Redo (${key})`,
  redoStep: (step: string, key: string) => `Redo: ${step} (${key})`,
  tidy: "Tidy",
  layOut: (key: string) => `Lay out the graph, or what is chosen (${key})`,
  canvas: common.canvas,
  outline: common.outline,
  problems: common.problems,
  nextProblem: (key: string) => `Next problem (${key})`,
  unknownNumber: common.notKnown,
  more: "More for this scenario",
  versions: common.versions,
  editAsYaml: "Edit as YAML",
  test: messages.common.test,
  testing: "Testing",
  passed: (passed: number, total: number) => `${passed}/${total}`,
} as const;

/** Where what is drawn is kept. */
export const keeping = {
  readOnly: "read only",
  saved: (when: string) => `Draft saved ${when}`,
  savedBy: (when: string, user: string) => `Draft saved ${when} by ${user}`,
  waiting: "Saving soon",
  saving: "Saving",
  unreachable: "Kept in this browser; saved when the service is back",
  expired: "Kept in this browser; sign in to save",
  conflict: "Somebody else has changed it, too",
  failed: (why: string) => `Not saved: ${why}`,
  noCopy: (why: string) => `This browser keeps no copy: ${why}`,
} as const;

/** Who else has the scenario open. */
export const presence = {
  openBy: (people: string) => `also open by ${people}`,
  openByMore: (people: string, more: number) => `also open by ${people} and ${more} more`,
  youElsewhere: "you, elsewhere",
  since: (user: string, when: string) => `${user}, since ${when}`,
  atNodeSince: (user: string, node: string, when: string) => `${user} at ${node}, since ${when}`,
} as const;
