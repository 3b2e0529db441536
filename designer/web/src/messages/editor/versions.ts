import { common } from "./common";
import { counts } from "./counts";

/** Versions of a scenario, and what differs between two documents. */
export const versions = {
  theVersions: "the versions",
  versions: common.versions,
  short: (version: number) => `v${version}`,
  whatChanged: "What changed",
  make: "Make a version",
  made: (version: number) => `Version ${version} is made.`,
  notSavedYet: "The draft is not saved yet.",
  restore: (version: number) => `Restore version ${version}`,
  restored: (version: number) => `The draft is version ${version} again. Undo takes it back.`,
  noComment: "no comment",
  byWhen: (user: string, when: string) => `${user}, ${when}`,
  noneYet: "There is no version yet. A deployment needs one.",
  changedSince: (version: number) => `What the draft changed since version ${version}`,
} as const;

export const differences = {
  title: "Differences",
  nothing: "Nothing differs.",
  connectionFrom: "connection from",
  connectionTo: "to",
  pictureAlone: (parts: string) => `the picture alone: ${parts}`,
  placesOf: (nodes: number) => `the ${nodes === 1 ? "place" : "places"} of ${counts.nodes(nodes)}`,
  placesOfNodes: "the places of nodes",
  notes: common.notes,
  groups: "groups",
  howItIsDrawn: "how it is drawn",
} as const;

/** A version that is looked at. */
export const opened = {
  version: (number: number) => `Version ${number}, read only.`,
  made: (by: string, when: string, comment: string) =>
    `Made by ${by}, ${when}${comment ? `: ${comment}` : "."}`,
  draft: "Open the draft",
} as const;
