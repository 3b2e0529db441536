/** Tabs of one user that have the same draft open tell each other what they have saved. */
import { parseJson } from "~/api/json";
import { type Copy, others, tab } from "./copies";
import { documentFrom, type ScenarioDocument } from "./model";

/** A tab that is there answers within this time, in milliseconds. */
const ANSWER = 250;

type Said =
  | { kind: "saved"; about: string; revision: number; at: string; document: string }
  | { kind: "who"; about: string }
  | { kind: "here"; about: string; tab: string };

export interface SavedElsewhere {
  revision: number;
  at: string;
  document: ScenarioDocument;
}

const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("filbert-drafts");

function aboutOf(user: string, scenario: string): string {
  return `${user}/${scenario}`;
}

function say(said: Said): void {
  channel?.postMessage(said);
}

function listen(hear: (said: Said) => void): () => void {
  const heard = (event: MessageEvent) => hear(event.data as Said);
  channel?.addEventListener("message", heard);
  return () => channel?.removeEventListener("message", heard);
}

/** Say that this tab has saved a draft. Documents go as text: numbers keep how they are written. */
export function tellSaved(user: string, scenario: string, saved: SavedElsewhere): void {
  const { revision, at } = saved;
  say({
    kind: "saved",
    about: aboutOf(user, scenario),
    revision,
    at,
    document: JSON.stringify(saved.document),
  });
}

/** Be there for other tabs, and hear what they save, until it is told to stop. */
export function joinTabs(user: string, scenario: string, saved: (found: SavedElsewhere) => void): () => void {
  const about = aboutOf(user, scenario);
  return listen((said) => {
    if (said.about !== about) return;
    if (said.kind === "who") say({ kind: "here", about, tab });
    if (said.kind === "saved") {
      const document = documentFrom(parseJson(said.document) as Record<string, unknown>);
      saved({ revision: said.revision, at: said.at, document });
    }
  });
}

/** What tabs that are no longer there have kept, the oldest first. Without any it is known at once. */
export function leftBehind(user: string, scenario: string): Copy[] | Promise<Copy[]> {
  const found = others(user, scenario);
  if (found.length === 0 || channel === null) return found;
  return new Promise((resolve) => {
    const about = aboutOf(user, scenario);
    const there = new Set<string>();
    const stop = listen((said) => {
      if (said.kind === "here" && said.about === about) there.add(said.tab);
    });
    say({ kind: "who", about });
    setTimeout(() => {
      stop();
      resolve(found.filter((each) => !there.has(each.tab)));
    }, ANSWER);
  });
}
