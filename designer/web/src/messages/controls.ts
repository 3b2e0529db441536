/** Controls that several pages share. */
export const controls = {
  conflict: {
    wasChangedMeanwhile: (what: string | number) => `${what} was changed meanwhile`,
    takeTheirs: "Take theirs",
    keepEditing: "Keep editing",
    saveMineOverIt: "Save mine over it",
    somebody: "Somebody",
    savedItAfterYouHad: "saved it after you had opened it.",
    whatTheySaved: "What they saved is what you have.",
    thisDiffers: "This differs:",
    where: "Where",
    yours: "Yours",
    theirs: "Theirs",
  },
  deploymentState: {
    shouldBe: (desired: string | number) => `should be ${desired}`,
  },
  toasts: {
    closeTheMessage: "Close the message",
  },
} as const;
