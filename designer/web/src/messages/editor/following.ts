/** The way of one event through the nodes. */
export const following = {
  following: "Following",
  why: "Why?",
  previous: "Previous event",
  next: "Next event",
  stop: "Stop following",
  stopWithKey: (key: string) => `Stop following (${key})`,
  /** Where the event ended: what follows its id. */
  notInRun: "is not in this run",
  reached: (node: string) => `reached ${node}`,
  stoppedAt: (node: string) => `stopped at ${node}`,
  /** At a node. */
  stopped: "stopped",
  wentOn: "went on",
  by: (port: string) => `by ${port}`,
  leftBy: (port: string) => `left by ${port}, where nothing is connected`,
  nothingAfter: "nothing is connected after it",
  after: (nodes: string) => `after ${nodes}`,
  events: (count: string) => `${count} events`,
  findEvent: "Find an event",
  itsWay: "Its way",
  chooseEvent: "Choose an event to see its values at each node, and why it went no further.",
  noRun: "No sample has run. Pin one above, and mend what is wrong.",
} as const;
