import { useEffect } from "react";
import { canvas } from "~/messages/editor/canvas";
import { problems as words } from "~/messages/editor/drawer";
import { toast } from "~/ui/toast";
import {
  copied,
  groupChosen,
  newNote,
  nudge,
  pasteText,
  removeSelected,
  step,
  tidy,
  toggleDisabled,
  ungroupChosen,
} from "./actions";
import { annotationsOf, groupKey, noteKey } from "./annotations";
import { save } from "./draft";
import { GRID } from "./layout";
import { downstream, inOrder } from "./model";
import { useRunning } from "./running";
import { aimAt, openNode, redo, select, undo, useEdited, useView } from "./store";

/** The editor's keys. Fields keep theirs; undo works everywhere. */
export function useKeys(): void {
  useEffect(() => {
    window.addEventListener("keydown", press);
    window.addEventListener("copy", copy);
    window.addEventListener("cut", cut);
    window.addEventListener("paste", paste);
    return () => {
      window.removeEventListener("keydown", press);
      window.removeEventListener("copy", copy);
      window.removeEventListener("cut", cut);
      window.removeEventListener("paste", paste);
    };
  }, []);
}

const ARROWS: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

function isField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

function isElsewhere(): boolean {
  return document.querySelector('[role="dialog"]') !== null;
}

function press(event: KeyboardEvent): void {
  const view = useView.getState();
  const control = event.ctrlKey || event.metaKey;
  const inField = isField(event.target);
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const done = () => event.preventDefault();
  // A dialog that this very key has closed is gone by now.
  const inDialog = event.target instanceof Element && event.target.closest('[role="dialog"]') !== null;
  if (event.defaultPrevented || inDialog || isElsewhere()) return;
  if (control && key === "s") {
    done();
    void save();
    return;
  }
  if (control && (key === "z" || key === "y")) {
    // Texts with a history of their own, such as YAML, have handled it before it came here.
    done();
    if (view.mayEdit) key === "y" || event.shiftKey ? redo() : undo();
    return;
  }
  if (event.key === "F8") {
    done();
    nextProblem(event.shiftKey ? -1 : 1);
    return;
  }
  if (event.key === "Escape") {
    if (view.adding) useView.setState({ adding: null });
    else if (view.menu) useView.setState({ menu: null });
    else if (inField) {
      (event.target as HTMLElement).blur();
      // In the outline one goes on at the node's line, where Tab adds what follows.
      document.querySelector<HTMLElement>('.outline [role="treeitem"][tabindex="0"]')?.focus();
    } else if (view.isEnlarged) useView.setState({ isEnlarged: false });
    else if (view.event) useView.setState({ event: null });
    else if (view.open) openNode(null);
    else select([]);
    return;
  }
  if (control && key === "f") {
    done();
    useView.setState({ isFinding: true });
    return;
  }
  if (inField) return;
  const only = view.selected.size === 1 && view.annotations.size === 0 ? [...view.selected][0]! : null;
  // The group that is chosen with all in it, or else the only note.
  const written = !view.mayEdit
    ? undefined
    : ([...view.annotations].find((each) => each.startsWith("group:")) ??
      (view.annotations.size === 1 && view.selected.size === 0 ? [...view.annotations][0] : undefined));
  const arrow = ARROWS[event.key];
  if (control && key === "a") {
    done();
    const { document } = useEdited.getState();
    const { notes, groups } = annotationsOf(document);
    const others = [...Object.keys(notes).map(noteKey), ...Object.keys(groups).map(groupKey)];
    select(
      document.nodes.map((each) => each.id),
      others,
    );
    return;
  }
  if (control && key === "g") {
    done();
    if (view.mayEdit) event.shiftKey ? ungroupChosen() : groupChosen();
    return;
  }
  if (control || event.altKey) return;
  const inButton =
    event.target instanceof HTMLElement &&
    event.target.closest("button, a, [role=tab], [role=treeitem], summary") !== null;
  if (arrow && view.annotations.size > 0 && view.mayEdit && !inButton) {
    done();
    nudge({ x: arrow[0] * GRID, y: arrow[1] * GRID }, event.shiftKey);
    return;
  }
  switch (key) {
    case "Tab":
      // From a control, Tab goes to the next one, as everywhere.
      if (inButton || event.shiftKey || !view.mayEdit || (event.target as HTMLElement) !== document.body)
        return;
      done();
      useView.setState({
        adding: { left: window.innerWidth / 2 - 150, top: 140, ...(only ? { from: only } : {}) },
      });
      return;
    case "Delete":
    case "Backspace":
      if (view.mayEdit) removeSelected();
      done();
      return;
    case "d":
      if (view.mayEdit) toggleDisabled();
      return;
    case "n":
      if (!view.mayEdit || event.shiftKey) return;
      done();
      newNote();
      return;
    case "t":
      if (event.shiftKey && view.mayEdit) tidy();
      return;
    case "o":
      useView.setState({ mode: view.mode === "canvas" ? "outline" : "canvas" });
      return;
    case "F2":
      if (written) useView.setState({ writing: written });
      else if (only) {
        openNode(only);
        requestAnimationFrame(() =>
          document.querySelector<HTMLInputElement>(`[data-rename="${CSS.escape(only)}"]`)?.select(),
        );
      }
      done();
      return;
    case "Enter":
      if (inButton) return;
      if (written) {
        done();
        useView.setState({ writing: written });
      } else if (only) openNode(only);
      return;
    case "ArrowDown":
    case "ArrowUp":
      if (inButton || view.mode === "outline" || (event.target as HTMLElement).closest?.("[tabindex='0']"))
        return;
      done();
      if (only) step(only, key === "ArrowDown" ? 1 : -1);
      else {
        const first = inOrder(useEdited.getState().document)[0];
        if (first) select([first.id]);
      }
      return;
    case "ArrowRight":
      if (event.shiftKey && only) select(downstream(useEdited.getState().document, only));
      return;
    case "1":
      window.dispatchEvent(new CustomEvent("filbert-canvas", { detail: "fit" }));
      return;
    case "0":
      window.dispatchEvent(new CustomEvent("filbert-canvas", { detail: "whole" }));
      return;
    case "?":
      useView.setState({ isSheetOpen: true });
  }
}

let problem = -1;

/** Go to the next problem, round and round. */
export function nextProblem(by: 1 | -1 = 1): void {
  const { problems } = useRunning.getState();
  if (problems.length === 0) {
    toast(words.nothingWrong);
    return;
  }
  problem = (problem + by + problems.length) % problems.length;
  const found = problems[problem]!;
  useView.setState({ drawer: "problems" });
  if (found.node) aimAt(found.node, found.parameter);
}

function copy(event: ClipboardEvent): void {
  if (isField(event.target) || isElsewhere() || String(getSelection()) !== "") return;
  const text = copied();
  if (text === null) return;
  event.clipboardData?.setData("text/plain", text);
  event.preventDefault();
}

function cut(event: ClipboardEvent): void {
  if (isField(event.target) || !useView.getState().mayEdit) return;
  copy(event);
  if (event.defaultPrevented) removeSelected();
}

function paste(event: ClipboardEvent): void {
  if (isField(event.target) || isElsewhere() || !useView.getState().mayEdit) return;
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (pasteText(text)) event.preventDefault();
  else if (text) toast(canvas.refusals.nothingToPaste, "danger");
}
