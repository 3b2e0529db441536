/** Which node the others have to wait for, by how Flink's tasks spend their time. */
import type { components } from "~/api/schema";
import { live, units } from "~/messages/editor/live";
import { inOrder, nameOf, type ScenarioDocument } from "../model";
import type { Condition } from "./conditions";

type Task = components["schemas"]["TaskAnswer"];

/** Above it, a task is held up by what comes after it, and not slow itself. */
const HELD_UP = 0.5;
/** What holds others up works at least so much; otherwise it waits for something outside. */
const WORKS = 0.5;
/** Above it, a task takes hardly more than it gets. */
const FULL = 0.9;
const MOST_NAMES = 2;
const words = live.slow;

/** The task that slows the others down, or soon will; null where all of them have time to spare. */
export function slowest(tasks: readonly Task[]): { task: Task; holdsUp: boolean } | null {
  const holdsUp = tasks.some((each) => each.blocked >= HELD_UP);
  const [task] = tasks.filter((each) => each.blocked < HELD_UP).sort((one, other) => other.busy - one.busy);
  if (!task || task.busy < (holdsUp ? WORKS : FULL)) return null;
  return { task, holdsUp };
}

/** What is said of it. */
export function slowness(tasks: readonly Task[], document: ScenarioDocument): Condition | null {
  const found = slowest(tasks);
  if (!found) return null;
  const { task, holdsUp } = found;
  const nodes = inOrder(document).filter((each) => task.nodes.includes(each.id));
  // A part of a fragment is not drawn here; its id has to do.
  const names = nodes.length > 0 ? nodes.map(nameOf) : task.nodes;
  const text = (holdsUp ? words.holdsUp : words.full)(
    words.names(names.slice(0, MOST_NAMES), names.length - MOST_NAMES),
    units.share(task.busy),
  );
  return { tone: holdsUp ? "warn" : "info", text, ...(nodes[0] ? { node: nodes[0].id } : {}) };
}
