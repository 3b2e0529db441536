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
  {
    path: "/alerts",
    rail: { title: messages.rail.alerts, icon: "alert" },
    load: () => import("./pages/alerts"),
  },
  {
    path: "/streams",
    rail: { title: messages.rail.streams, icon: "stream" },
    load: () => import("./pages/streams"),
  },
  { path: "/streams/$stream", load: () => import("./pages/streams/detail") },
  {
    path: "/deployments",
    rail: { title: messages.rail.deployments, icon: "deploy" },
    load: () => import("./pages/deployments"),
  },
  {
    path: "/dead-letters",
    rail: { title: messages.rail.deadLetters, icon: "letter" },
    load: () => import("./pages/dead-letters"),
  },
  {
    path: "/audit",
    rail: { title: messages.rail.audit, icon: "list" },
    load: () => import("./pages/audit"),
  },
  {
    path: "/settings",
    rail: { title: messages.rail.settings, icon: "settings", place: "bottom" },
    load: () => import("./pages/settings"),
  },
  { path: "/account", load: () => import("./pages/account") },
];
