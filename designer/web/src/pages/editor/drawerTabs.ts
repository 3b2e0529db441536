import { drawer } from "~/messages/editor/drawer";
import { explain } from "~/messages/editor/explain";
import { live } from "~/messages/editor/live";
import type { DrawerTab } from "./store";

/** What stands below the graph, in order. */
export const TABS: readonly (readonly [DrawerTab, string])[] = [
  ["sample", drawer.tabs.sample],
  ["problems", drawer.tabs.problems],
  ["tests", drawer.tabs.tests],
  ["sql", drawer.tabs.sql],
  ["yaml", drawer.tabs.yaml],
  ["versions", drawer.tabs.versions],
  ["activity", drawer.tabs.activity],
];

/** Only while what runs is shown. */
export const LIVE_TAB: readonly [DrawerTab, string] = ["measures", live.drawer];
/** Only where an alert is explained. */
export const EXPLAINED_TAB: readonly [DrawerTab, string] = ["explanation", explain.title];
