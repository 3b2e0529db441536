import { messages } from "~/messages";
import { editor } from "~/messages/editor";
import type { DrawerTab } from "./store";

/** What stands below the graph, in order. */
export const TABS: readonly (readonly [DrawerTab, string])[] = [
  ["sample", editor.drawer.sample],
  ["problems", editor.drawer.problems],
  ["tests", editor.drawer.tests],
  ["sql", editor.drawer.sql],
  ["yaml", editor.drawer.yaml],
  ["versions", editor.drawer.versions],
  ["activity", editor.drawer.activity],
];

/** Only while what runs is shown. */
export const LIVE_TAB: readonly [DrawerTab, string] = ["measures", messages.live.drawer];
/** Only where an alert is explained. */
export const EXPLAINED_TAB: readonly [DrawerTab, string] = ["explanation", messages.explain.title];
