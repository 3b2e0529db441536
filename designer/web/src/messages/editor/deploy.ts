import { messages, plural } from "~/messages";
import { common } from "./common";

/** Deploying a draft: what is in the way, what it would do, and how it goes. */
export const deploy = {
  deploy: "Deploy",
  checking: "as soon as it is checked",
  notYet: (reason: string) => `It cannot be deployed yet: ${reason}.`,
  fix: (errors: string) => `fix ${errors}`,
  nothingIsDrawn: "nothing is drawn",
  settleTheConflict: "settle the conflict",
  notSavedYet: "not saved yet",
  dialog: {
    title: (environment: string) => `Deploy to ${environment}`,
    comment: common.comment,
    why: "Why, for whoever reads the history",
    environment: messages.common.environment,
    makeVersion: (version: number) => `Make version ${version} of the draft`,
    deploy: "Deploy",
    askForApproval: (sentence: string) => `Ask for approval: ${sentence}`,
    changedSinceVersion: (version: number) =>
      `The draft has changed since version ${version}. What is deployed is a version, so make one first.`,
    noVersionYet: "There is no version yet. What is deployed is a version, so make the first one.",
    whatItWouldDo: "what it would do",
  },
  changes: {
    label: "What changes",
    against: (version: number | string) => `What changes against version ${version}`,
    thatRuns: "that runs",
    nothingRuns: (environment: string) => `Nothing of this scenario runs in ${environment} yet`,
    same: "What runs is the same already.",
    allNew: (version: number) => `All of version ${version} is new there.`,
  },
  checks: {
    title: "Checks",
    noTestCases: "There are no test cases",
    pass: (passed: number, testCases: string) => `${passed} of ${testCases} pass`,
    notPlanned: "Flink has not planned it: it does not answer",
    cannotPlan: "Flink cannot plan it",
    canPlan: "Flink can plan it",
    topicsMissing: (count: number) => `${plural(count, "topic")} not there yet`,
    needsApproval: "Somebody else has to approve it",
    noApproval: "No approval is needed",
    state: messages.common.state,
    whereItStarts: "Where it starts",
    startOf: (node: string, start: string) => `${node}: ${start}`,
    topic: (topic: string) => `topic ${topic}`,
    topicWaits: (topic: string, events: string) => `topic ${topic}, ${events} events wait`,
    keepState: "Keep the state of what has not changed",
  },
  progress: {
    title: "Deployment",
    deploymentIn: (number: number, environment: string) => `Deployment ${number} in ${environment}`,
    changeIn: (number: number, environment: string) => `Change ${number} in ${environment}`,
    goesOn: "It goes on when this is closed.",
    itsProgress: "its progress",
    awaitsApproval:
      "Somebody else with the environment's role approves or rejects it on the page of deployments.",
  },
  /** What a deployment does with the state of nodes. */
  fates: {
    kept: "its state is kept",
    reset: "its state is forgotten and begins anew",
    new: "it begins with empty state",
    deployed: (environment: string, fate: string, why: string) =>
      `Deployed to ${environment}, ${fate}${why}.`,
    resets: (count: number) => `resets ${count}`,
    drops: (count: number) => `drops ${count}`,
    resetOf: (node: string, reason: string) => `${node}: reset${reason && `, ${reason}`}`,
    droppedOf: (node: string) => `${node}: dropped, it is no longer there`,
    wouldForget: (environment: string) => `State that a deployment to ${environment} would forget:`,
  },
} as const;
