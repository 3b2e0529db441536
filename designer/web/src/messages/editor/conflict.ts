import { messages } from "~/messages";

/** Two have saved the same draft: "others" is said of somebody else, "own" of another tab of the same person. */
export const conflict = {
  title: {
    own: "You have saved this draft elsewhere, too",
    others: (user: string) => `${user} has saved this draft, too`,
  },
  compare: "Compare",
  hideChanges: "Hide the changes",
  saveAsCopy: "Save mine as a copy",
  take: { own: "Take the other one", others: "Take theirs" },
  overwrite: { own: "Overwrite with this one", others: "Overwrite with mine" },
  back: messages.common.back,
  saveAs: (name: string) => `Save mine as ${name}`,
  hasRevision: (revision: number) => `The draft has revision ${revision} now, saved`,
  savedInOtherTab: "by you in another tab or browser",
  savedBy: "by",
  nothingIsLost: {
    own: "while an older one was being changed here. Nothing of it is lost: it is on this page and in this browser.",
    others:
      "while an older one was being changed here. Nothing of yours is lost: it is on this page and in this browser.",
  },
  changes: {
    label: "Their changes",
    own: "What was changed there since",
    others: (user: string) => `What ${user} changed since`,
  },
  nameOfCopy: "Name of the copy",
  inFolder: (folder: string) => `In the folder ${folder}.`,
  takingIsOneStep: {
    own: "Taking the other one is one step: undo brings this one back.",
    others: "Taking theirs is one step: undo brings yours back.",
  },
  savedAsCopy: "Yours is saved as a copy; this is theirs.",
  openCopy: "Open the copy",
  titleOfCopy: (title: string) => `${title}, copy`,
} as const;
