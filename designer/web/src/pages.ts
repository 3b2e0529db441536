import type { ComponentType } from "react";
import { messages } from "./messages";
import type { IconName } from "./ui/Icon";

/** A page: where it is, and what loads it. README.md says how to add one. */
export interface Page {
  /** The address; `$name` takes a part of it, found by `useParams`. */
  path: string;
  /** Word and icon in the left rail; a page without them is reached from another one. */
  rail?: { title: string; icon: IconName; place?: "bottom" };
  /** The module's `default` is the component. It loads when it is first opened. */
  load: () => Promise<{ default: ComponentType }>;
}

export const pages: Page[] = [
  {
    path: "/scenarios",
    rail: { title: messages.rail.scenarios, icon: "scenario" },
    load: () => import("./pages/scenarios"),
  },
  { path: "/scenarios/$scenario", load: () => import("./pages/editor") },
  { path: "/account", load: () => import("./pages/account") },
];
