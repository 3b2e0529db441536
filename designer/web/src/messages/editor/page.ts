/** What stands while a scenario, or a version of it, is read. */
export const page = {
  theScenario: "the scenario",
  theVersion: "the version",
} as const;
