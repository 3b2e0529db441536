/** Why an alert was raised: its event's way, and what is known there. */
export const explain = {
  title: "Explanation",
  alert: "The alert",
  explains: "Why there is the alert",
  raised: (when: string, environment: string) => `raised ${when} in ${environment}`,
  back: "Back to the alert",
  masked: "Your role in the folder does not let you see personal data, so nothing is calculated with it.",
  unknownVersion: (hash: string) =>
    `The version that raised it (${hash}) is not known here; the draft is drawn instead, and may differ.`,
  without: (why: string) => `What the event held cannot be told, only what the alert recorded. ${why}`,
  failed: (why: string) => `It cannot be explained now. ${why}`,
  noWay: "The node that raised it is not in this version.",
  remembering:
    "Depends on earlier events or on other sources, so it is not calculated again: what the alert recorded is shown.",
  missing: (names: string) => `not recorded: ${names}`,
  notKept: "not recorded",
  hidden: "hidden",
  unreadable: "cannot be read",
  origin: {
    event: "of the event",
    evidence: "recorded with the alert",
    computed: "calculated from these",
  },
} as const;
