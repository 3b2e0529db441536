import { counts } from "./counts";

/** Fragments: making one of chosen nodes, and the text of one. */
export const fragments = {
  making: {
    title: (nodes: string) => `A fragment of ${nodes}`,
    make: "Make the fragment",
    nameRule: "Lower case letters, digits and hyphens. It stays.",
    takes: "It takes",
    takesNothing: "Nothing: it has its sources inside.",
    adds: "It adds",
    addsNothing: "Nothing: its events end inside.",
    noColumns: "no columns of its own",
    made: (name: string) => `The fragment ${name} is made. Undo brings the nodes back, and leaves it there.`,
  },
  opened: {
    title: (name: string) => `Fragment ${name}`,
    theFragment: "the fragment",
    asYaml: "The fragment as YAML",
    save: "Save the fragment",
    saved: (name: string, scenarios: number) =>
      `The fragment ${name} is saved; ${counts.scenarios(scenarios)} use it.`,
    changed: (title: string, when: string, user: string) => `${title} · changed ${when} by ${user}`,
    usedBy: "Used by",
    usedByNothing: "Nothing that is saved and that you may see.",
    usedByHidden: (scenarios: number) =>
      `And ${counts.scenarios(scenarios)} in folders that you may not see.`,
  },
} as const;
