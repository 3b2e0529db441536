/** The editor of a scenario. */
export const editor = {
  drawer: {
    sample: "Sample rows",
    problems: "Problems",
    tests: "Test cases",
    sql: "SQL",
    yaml: "YAML",
    versions: "Versions",
    activity: "Activity",
  },
  cases: {
    case: "test case",
    allPass: (cases: string) => `All of ${cases} pass.`,
    pinned: "The run is a test case: the same events must give the same rows.",
    noRun: "There is no run to pin.",
    row: "row",
  },
  deploy: {
    deploy: "Deploy",
    checking: "as soon as it is checked",
    notYet: (reason: string) => `It cannot be deployed yet: ${reason}.`,
    error: "error",
    fix: (errors: string) => `fix ${errors}`,
    nothingIsDrawn: "nothing is drawn",
    settleTheConflict: "settle the conflict",
    notSavedYet: "not saved yet",
  },
} as const;
