/** Keeps what is drawn: first in this browser, then in the service, whatever happens to either. */
import { create } from "zustand";
import { api, call } from "~/api/client";
import { useConnection, whenBack } from "~/api/connection";
import { ApiError, isPassing, messageOf } from "~/api/problem";
import type { Difference, ScenarioAnswer } from "~/api/types";
import { keeping } from "~/messages/editor/bar";
import { conflict as words } from "~/messages/editor/conflict";
import { steps } from "~/messages/editor/steps";
import { type Copy, drop, keep } from "./copies";
import { documentFrom, type ScenarioDocument } from "./model";
import { begin, edit, useEdited } from "./store";
import { joinTabs, leftBehind, type SavedElsewhere, tellSaved } from "./tabs";

/** After the last edit, in milliseconds. */
const PAUSE = 800;

export interface Conflict {
  revision: number;
  by: string;
  document: ScenarioDocument;
  changes: Difference | null;
}

interface Draft {
  scenario: string;
  user: string;
  /** The revision that the next save is based on. */
  revision: number;
  state: "saved" | "waiting" | "saving" | "unreachable" | "expired" | "conflict" | "failed";
  savedAt: string;
  savedBy: string;
  conflict: Conflict | null;
  fault: string | null;
  /** The document that the service has. */
  saved: ScenarioDocument | null;
}

export const useDraft = create<Draft>(() => ({
  scenario: "",
  user: "",
  revision: 0,
  state: "saved",
  savedAt: "",
  savedBy: "",
  conflict: null,
  fault: null,
  saved: null,
}));

let timer: ReturnType<typeof setTimeout> | undefined;
let isSaving = false;
let changedAt = 0;
/** What this tab sent last without having heard that it arrived. */
let sent: ScenarioDocument | undefined;
/** What came from here, or from a tab that is gone, and may have arrived unheard: texts of documents. */
const own = new Set<string>();
/** A long time without the service must not fill the memory, and only the last ones can have arrived unheard. */
const MOST_OWN = 20;

/**
 * Open a scenario's draft. What this browser has kept and the service has not comes back as an edit, which undo takes
 * back; where somebody else has changed the draft since, it becomes a conflict.
 *
 * @returns what stops keeping it, and when all that was kept is there
 */
export function openDraft(
  answer: ScenarioAnswer,
  user: string,
  mayEdit: boolean,
): { stop: () => void; ready: Promise<void> | null } {
  const document = documentFrom(answer.document);
  useDraft.setState({
    scenario: answer.name,
    user,
    revision: answer.revision,
    state: "saved",
    savedAt: answer.changed_at,
    savedBy: answer.changed_by,
    conflict: null,
    fault: null,
    saved: document,
  });
  begin(document);
  own.clear();
  sent = undefined;
  if (!mayEdit) return { stop: () => {}, ready: null };

  const stops = [
    useEdited.subscribe((state, before) => {
      if (state.document === before.document) return;
      changedAt = Date.now();
      keepLocally();
      if (useDraft.getState().state !== "conflict") saveSoon();
    }),
    whenBack(() => {
      if (
        useEdited.getState().document !== useDraft.getState().saved &&
        useDraft.getState().state !== "conflict"
      )
        void save();
    }),
    joinTabs(user, answer.name, takeSaved),
  ];
  let isOver = false;
  const left = leftBehind(user, answer.name);
  const ready = Array.isArray(left) ? null : left.then((found) => isOver || bringBack(answer, found));
  if (Array.isArray(left)) bringBack(answer, left);

  const stop = () => {
    isOver = true;
    clearTimeout(timer);
    for (const each of stops) each();
    // What is not saved yet is on its way, or in this browser until the scenario is opened again.
    const { state } = useDraft.getState();
    if (state === "waiting") void save();
  };
  return { stop, ready: ready?.then(() => undefined) ?? null };
}

/** Each copy of a tab that is gone is one step; the newest is what is shown. */
function bringBack(answer: ScenarioAnswer, copies: readonly Copy[]): void {
  const { user, scenario } = useDraft.getState();
  const document = useEdited.getState().document;
  for (const each of copies) {
    for (const one of [each.sent, each.document]) if (one) keepInMind(one);
  }
  const unsaved = copies.filter((each) => JSON.stringify(each.document) !== JSON.stringify(document));
  for (const each of unsaved) edit(steps.bringBackUnsaved, () => each.document);
  for (const each of copies) drop(user, scenario, each.tab);
  const newest = unsaved.at(-1);
  // Saved by the tab before it was gone: nobody else's, and one step of undo away.
  const isOwn = own.has(JSON.stringify(document));
  if (newest && newest.revision < answer.revision && !isOwn) {
    const theirs = { revision: answer.revision, by: answer.changed_by, document, changes: null };
    useDraft.setState({ state: "conflict", conflict: theirs, revision: newest.revision });
  }
}

/** Another tab has saved: where nothing is unsaved here, this one goes on from there. */
function takeSaved({ revision, at, document }: SavedElsewhere): void {
  const draft = useDraft.getState();
  const isUnsaved = useEdited.getState().document !== draft.saved || isSaving || draft.conflict !== null;
  // What is unsaved here meets it when it is saved, and is a conflict then.
  if (revision <= draft.revision || isUnsaved) return;
  useDraft.setState({ revision, saved: document, savedAt: at, savedBy: draft.user, state: "saved" });
  edit(steps.takeFromOtherTab, () => document);
}

function saveSoon(): void {
  clearTimeout(timer);
  if (useEdited.getState().document === useDraft.getState().saved) {
    drop(useDraft.getState().user, useDraft.getState().scenario);
    useDraft.setState({ state: "saved", fault: null });
    return;
  }
  useDraft.setState({ state: "waiting" });
  timer = setTimeout(() => void save(), PAUSE);
}

/** Save now what is not saved. */
export async function save(): Promise<void> {
  clearTimeout(timer);
  if (isSaving) return; // It looks for newer edits when it ends.
  const { scenario, user, revision } = useDraft.getState();
  const { document } = useEdited.getState();
  if (document === useDraft.getState().saved) return;
  isSaving = true;
  keepInMind(document);
  sent = document;
  keepLocally();
  useDraft.setState({ state: "saving" });
  try {
    const params = { path: { scenario } };
    const found = await call(
      api.PUT("/api/v1/scenarios/{scenario}/draft", { params, body: { document, revision } }),
    );
    if (useDraft.getState().scenario !== scenario) return;
    useDraft.setState({
      revision: found.revision,
      saved: document,
      state: "saved",
      savedAt: found.changed_at,
      savedBy: found.changed_by,
      fault: null,
    });
    own.clear();
    sent = undefined;
    tellSaved(user, scenario, { revision: found.revision, at: found.changed_at, document });
    if (useEdited.getState().document === document) drop(user, scenario);
    else saveSoon();
  } catch (error) {
    if (useDraft.getState().scenario === scenario) useDraft.setState(stateAfter(error));
  } finally {
    isSaving = false;
  }
  const { conflict } = useDraft.getState();
  // It arrived, and its answer did not: what is there is no other draft.
  if (conflict?.by === user && own.has(JSON.stringify(conflict.document))) await overwrite();
}

function stateAfter(error: unknown): Partial<Draft> {
  if (error instanceof ApiError && error.code === "stale" && typeof error.body.revision === "number") {
    const { revision, changed_by, document, changes } = error.body;
    const theirs = {
      revision,
      by: String(changed_by),
      document: documentFrom(document as Record<string, unknown>),
      changes: (changes as Difference | null) ?? null,
    };
    return { state: "conflict", conflict: theirs };
  }
  if (error instanceof ApiError && error.status === 401) return { state: "expired" };
  if (isPassing(error)) {
    // A service that answers "busy" is there, so nobody tells when to try again.
    if (useConnection.getState().reachable) timer = setTimeout(() => void save(), 3_000);
    return { state: "unreachable" };
  }
  return { state: "failed", fault: messageOf(error) };
}

/** Put mine over theirs. */
export async function overwrite(): Promise<void> {
  const { conflict } = useDraft.getState();
  if (!conflict) return;
  useDraft.setState({
    conflict: null,
    revision: conflict.revision,
    state: "waiting",
    saved: conflict.document,
  });
  await save();
}

/** Take theirs. Mine is one step of undo away. */
export function takeTheirs(): void {
  const { conflict } = useDraft.getState();
  if (!conflict) return;
  useDraft.setState({
    conflict: null,
    revision: conflict.revision,
    state: "saved",
    saved: conflict.document,
  });
  edit(steps.takeDraftOf(conflict.by), () => conflict.document);
  saveSoon();
}

/** Save mine as another scenario; theirs stays. */
export async function saveAsCopy(name: string, folder: string): Promise<void> {
  const { document } = useEdited.getState();
  const title = words.titleOfCopy(document.title || document.name);
  await call(api.POST("/api/v1/scenarios", { body: { folder, document: { ...document, name, title } } }));
  takeTheirs();
}

/** What the service answered to a change that it made itself, such as restoring a version. */
export function replacedBy(document: ScenarioDocument, revision: number, label: string): void {
  useDraft.setState({ revision, saved: document, state: "saved", conflict: null });
  edit(label, () => document);
  saveSoon();
}

function keepInMind(document: ScenarioDocument): void {
  own.add(JSON.stringify(document));
  const [oldest] = own;
  if (own.size > MOST_OWN && oldest !== undefined) own.delete(oldest);
}

function keepLocally(): void {
  const { user, scenario, revision } = useDraft.getState();
  const { document } = useEdited.getState();
  const fault = keep(user, scenario, { revision, document, sent, at: changedAt });
  // Without room in this browser the service alone keeps it: say so.
  if (fault !== null) useDraft.setState({ fault: keeping.noCopy(fault) });
}
