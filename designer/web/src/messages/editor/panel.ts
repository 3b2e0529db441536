import { common } from "./common";

/** The panel of a node: what comes in, its parameters, what goes out. */
export const panel = {
  node: (name: string) => `Node ${name}`,
  disabled: common.off,
  previous: (node: string) => `Previous node: ${node}`,
  next: (node: string) => `Next node: ${node}`,
  enlarge: "Enlarge",
  smaller: "Smaller",
  enable: "Enable",
  disable: "Disable",
  close: "Close the panel",
  closeWithKey: (key: string) => `Close (${key})`,
  input: "Input",
  output: "Output",
  parameters: "Parameters",
  applyAtOnce: "changes apply at once",
  mayNotChange: "you may look, not change",
  noComponent: (component: string) => `There is no component called ${component} in this installation.`,
  name: "Name of the node",
  idStays: (id: string) => `Its id is ${id} and stays`,
  note: common.note,
  threshold: (node: string) => `Threshold of ${node}`,
  helpLess: "Less",
  failures: {
    label: "Errors of the sample",
    failHere: (count: string) => `${count} of the sample fail here`,
    none: "No event failed here.",
    at: (parameter: string | null, message: string) => `${parameter}: ${message}`,
  },
  /** Why there are no rows. */
  noRows: {
    noSample: "Pin a sample to see rows.",
    hasErrors: "Rows come when the errors are mended.",
    noEvent: "No event of the sample comes here.",
  },
  rows: {
    table: "Table",
    types: "Types",
    rowsOf: (side: string) => `${side}, rows`,
    insert: (column: string) => `Insert ${column}`,
    added: (column: string) => `+ ${column}`,
    personal: "PII",
    follow: (event: string, time: string) => `${event}, ${time}. Click to follow it.`,
    null: common.null,
  },
} as const;
