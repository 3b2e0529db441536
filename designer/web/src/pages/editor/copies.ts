/** What this browser keeps of drafts until the service has them: one copy for each tab, so that none takes another's. */
import { parseJson } from "~/api/json";
import { messageOf } from "~/api/problem";
import { documentFrom, type ScenarioDocument } from "./model";

export interface Copy {
  /** The tab that keeps it. */
  tab: string;
  revision: number;
  document: ScenarioDocument;
  /** What the tab was sending to the service when it kept this, if it was. */
  sent?: ScenarioDocument;
  /** When it was changed last. */
  at: number;
}

/** This page. A page that is loaded anew is another one. */
export const tab = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;

function place(user: string, scenario: string): string {
  return `filbert-draft/${user}/${scenario}/`;
}

/** Keep a draft of this tab. Gives what is in the way, in words, or null. */
export function keep(user: string, scenario: string, kept: Omit<Copy, "tab">): string | null {
  try {
    localStorage.setItem(place(user, scenario) + tab, JSON.stringify(kept));
    return null;
  } catch (error) {
    return messageOf(error);
  }
}

/** Forget a copy; without a tab, that of this one. */
export function drop(user: string, scenario: string, of = tab): void {
  try {
    localStorage.removeItem(place(user, scenario) + of);
  } catch {
    // There is none then.
  }
}

/** What other tabs have kept of a draft, the oldest first. Some of them may be open still. */
export function others(user: string, scenario: string): Copy[] {
  const begin = place(user, scenario);
  const found: Copy[] = [];
  try {
    for (const key of Object.keys(localStorage)) {
      if (!key.startsWith(begin) || key === begin + tab) continue;
      const { revision, document, sent, at } = parseJson(localStorage.getItem(key)!) as Copy;
      found.push({
        tab: key.slice(begin.length),
        revision: Number(revision),
        document: documentFrom(document),
        ...(sent && { sent: documentFrom(sent) }),
        at: Number(at),
      });
    }
  } catch {
    // Storage is forbidden, or holds what is no copy of ours.
  }
  return found.sort((one, other) => one.at - other.at);
}
