import { messages } from "~/messages";
import { common } from "./common";

/** What stands below the graph, and its problems. */
export const drawer = {
  drawer: "Drawer",
  belowGraph: "Below the graph",
  nextProblem: "next problem",
  fold: "Fold the drawer",
  open: "Open the drawer",
  it: "it",
  tabs: {
    sample: "Sample rows",
    problems: common.problems,
    tests: common.testCases,
    sql: "SQL",
    yaml: "YAML",
    versions: common.versions,
    activity: "Activity",
  },
} as const;

export const problems = {
  checking: "The draft is being checked.",
  nothingWrong: "Nothing is wrong with this draft.",
  error: "Error",
  warning: "Warning",
  fix: common.fix,
  goTo: "Go to",
} as const;

/** What people said of the scenario, and what was done to it. */
export const activity = {
  comments: "Comments",
  theComments: "the comments",
  comment: common.comment,
  aboutNode: (node: string) => `About ${node}`,
  aboutScenario: "About the scenario; choose a node to speak of it",
  nobodySaid: "Nobody has said anything yet.",
  done: "Done",
  doneSays: (user: string) => `Done, says ${user}`,
  openAgain: "Open again",
  removeComment: "Remove the comment",
  whatWasDone: "What was done",
  whatWasDoneInText: "what was done",
  times: (count: number) => `${count} times`,
  saying: (comment: string) => `: ${comment}`,
  older: "Older",
} as const;

/** The draft as SQL, and as YAML. */
export const sql = {
  theSql: "the SQL",
  mendErrors: "There is SQL when the errors are mended.",
  showErrors: "Show them",
  whatFlinkWouldRun: (environment: string) =>
    `What Flink would run in ${environment}: a view for each node, then one set of inserts. It is read-only.`,
  copied: "The SQL is on the clipboard.",
  copy: messages.common.copy,
  flinkSql: "Flink SQL",
} as const;

export const yaml = {
  scenario: "The scenario as YAML",
  editThenApply: "Edit, then apply: it is one step, and undo takes it back.",
  draftAsText: "The draft as text.",
  graphHasChanged: "The graph has changed since; applying replaces that.",
  discard: "Discard",
  apply: "Apply",
  notAScenario: "A scenario is a mapping with name, nodes and edges.",
  nameStays: (name: string) => `The name of a scenario never changes: write name: ${name}.`,
  noAliases: "Aliases (*name) are not allowed.",
} as const;
