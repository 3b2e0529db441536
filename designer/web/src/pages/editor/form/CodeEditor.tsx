import {
  acceptCompletion,
  autocompletion,
  type CompletionContext,
  completionKeymap,
  completionStatus,
  snippet,
  startCompletion,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { StandardSQL, sql } from "@codemirror/lang-sql";
import { bracketMatching, HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { type Diagnostic, setDiagnostics } from "@codemirror/lint";
import { Compartment, EditorState, Prec } from "@codemirror/state";
import { EditorView, hoverTooltip, keymap, placeholder, tooltips } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { useEffect, useRef } from "react";
import { api, call } from "~/api/client";
import type { ScenarioProblem } from "~/api/types";
import { expression as words } from "~/messages/editor/form";
import { redo, undo, useView } from "../store";
import { clearTarget, setTarget } from "./insertion";

export interface Ask {
  columns: Record<string, string>;
  /** Those of them that hold personal data: no completion and no tooltip shows their values. */
  personal: string[];
  expected: string | null;
  template: boolean;
  sample: Record<string, unknown>;
}

interface Props {
  id: string;
  value: string;
  labelledBy: string;
  isReadOnly: boolean;
  problems: ScenarioProblem[];
  ask: Ask;
  /** Node and parameter, so that a problem's "go to" finds the field. */
  aim: string;
  onChange: (text: string) => void;
}

const nonce = document.querySelector<HTMLMetaElement>("meta[property=csp-nonce]")?.nonce ?? "";

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.bool, tags.null], color: "var(--state)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--enrich)" },
  { tag: tags.number, color: "var(--action)" },
  {
    tag: [tags.typeName, tags.standard(tags.name), tags.function(tags.variableName)],
    color: "var(--source)",
  },
  { tag: tags.comment, color: "var(--text-3)" },
]);

const look = EditorView.theme({
  "&": { fontSize: "12px", backgroundColor: "transparent" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "20px", fontVariantLigatures: "none" },
  ".cm-content": { padding: "3px 0", caretColor: "var(--accent)" },
  ".cm-line": { padding: "0 8px" },
  ".cm-cursor": { borderLeftColor: "var(--accent)", borderLeftWidth: "1.5px" },
  ".cm-tooltip": {
    backgroundColor: "var(--surface)",
    color: "var(--text)",
    border: "1px solid var(--border-strong)",
    borderRadius: "8px",
    boxShadow: "var(--sh-2)",
    overflow: "hidden",
  },
  // Above it, what completes would hide the lines before; below, it leaves the field's value in sight.
  ".cm-tooltip-autocomplete.cm-tooltip-below": { marginTop: "var(--completion-gap, 0)" },
  ".cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", fontSize: "12px", maxHeight: "240px" },
  ".cm-tooltip-autocomplete > ul > li": {
    padding: "3px 8px",
    display: "flex",
    gap: "12px",
    alignItems: "baseline",
  },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": {
    backgroundColor: "var(--accent-soft)",
    color: "var(--text)",
  },
  ".cm-completionDetail": {
    marginLeft: "auto",
    fontStyle: "normal",
    color: "var(--text-3)",
    fontSize: "11px",
  },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "600", color: "var(--accent)" },
  ".cm-completionInfo": { padding: "8px 12px", maxWidth: "320px", font: "12px/16px var(--font)" },
  ".cm-lintRange-error": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--danger) 1px",
    textUnderlineOffset: "3px",
    backgroundColor: "var(--danger-soft)",
  },
  ".cm-lintRange-warning": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--warn) 1px",
    textUnderlineOffset: "3px",
  },
  ".cm-matchingBracket": { backgroundColor: "var(--accent-soft)", outline: "none" },
  ".cm-placeholder": { color: "var(--text-3)" },
});

const MOST_GAP = 96;

/** Let the list of completions begin below what stands under the field: its value, or what is wrong. */
function keepGap(view: EditorView, box: HTMLElement, popups: HTMLElement): void {
  view.requestMeasure({
    key: keepGap,
    read: () => {
      const caret = view.coordsAtPos(view.state.selection.main.head);
      const below = box.nextElementSibling?.matches(".live, .fault") ? box.nextElementSibling : box;
      return caret ? below.getBoundingClientRect().bottom - caret.bottom : 0;
    },
    write: (gap) => {
      const kept = Math.round(Math.min(MOST_GAP, Math.max(0, gap)));
      popups.style.setProperty("--completion-gap", `${kept}px`);
    },
  });
}

function did(step: () => void): boolean {
  step();
  return true;
}

/** CodeMirror over one expression. Meaning comes from the service; the document's history is the editor's, not ours. */
export default function CodeEditor(props: Props) {
  const { id, value, labelledBy, isReadOnly, problems, aim } = props;
  const box = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const now = useRef(props);
  now.current = props;
  const editable = useRef(new Compartment());

  // biome-ignore lint/correctness/useExhaustiveDependencies: made once; what changes is read through `now`
  useEffect(() => {
    // Its own element: a property set on the page would make the browser style every node of the canvas anew.
    const popups = document.body.appendChild(document.createElement("div"));
    const made = new EditorView({
      parent: box.current!,
      state: EditorState.create({
        doc: now.current.value,
        extensions: [
          EditorView.cspNonce.of(nonce),
          Prec.highest(
            keymap.of([
              { key: "Tab", run: acceptCompletion },
              { key: "Mod-Space", run: startCompletion },
              { key: "Mod-z", run: () => did(undo) },
              { key: "Shift-Mod-z", run: () => did(redo) },
              { key: "Mod-y", run: () => did(redo) },
              {
                key: "Mod-Enter",
                run: () => {
                  useView.setState(({ isEnlarged }) => ({ isEnlarged: !isEnlarged }));
                  return true;
                },
              },
            ]),
          ),
          keymap.of([...completionKeymap, ...historyKeymap.slice(0, 0), ...defaultKeymap]),
          history({ minDepth: 0 }),
          sql({ dialect: StandardSQL, upperCaseKeywords: true }),
          syntaxHighlighting(colours),
          bracketMatching(),
          EditorView.lineWrapping,
          tooltips({ position: "fixed", parent: popups }),
          autocompletion({ override: [complete], icons: false, closeOnBlur: true }),
          hoverTooltip(hover),
          placeholder(
            now.current.ask.template
              ? words.textWithExpressions
              : (now.current.ask.expected ?? words.expression),
          ),
          look,
          EditorView.contentAttributes.of({ "aria-labelledby": labelledBy, id, "aria-multiline": "false" }),
          editable.current.of([
            EditorState.readOnly.of(now.current.isReadOnly),
            EditorView.editable.of(!now.current.isReadOnly),
          ]),
          EditorView.updateListener.of((update) => {
            if (completionStatus(update.state) !== null) keepGap(update.view, box.current!, popups);
            if (update.docChanged) {
              const text = update.state.doc.toString();
              if (text !== now.current.value) now.current.onChange(text);
            }
          }),
          EditorView.domEventHandlers({ focus: () => setTarget(target) }),
        ],
      }),
    });
    view.current = made;
    const target = {
      insert: (text: string) => {
        made.dispatch(made.state.replaceSelection(text));
        made.focus();
      },
    };
    return () => {
      clearTarget(target);
      made.destroy();
      popups.remove();
      view.current = null;
    };

    async function complete(context: CompletionContext) {
      const { ask } = now.current;
      const text = context.state.doc.toString();
      if (!context.explicit && !context.matchBefore(/[\w.{]+$/)) return null;
      const found = await call(
        api.POST("/api/v1/expressions/complete", {
          body: { ...ask, sample: ask.sample, text, at: context.pos },
        }),
      ).catch(() => null);
      // Without an answer there is nothing to offer; the connection's state is shown in the frame.
      if (!found || context.aborted) return null;
      return {
        from: found.from,
        to: found.to,
        validFor: /^[\w]*$/,
        options: found.items.map((each, number) => ({
          label: each.label,
          detail: [each.detail, each.sample && !each.pii ? words.equals(each.sample) : ""]
            .filter(Boolean)
            .join("  "),
          info: each.help ?? undefined,
          boost: Math.max(-99, (each.expected ? 50 : 0) - number / 4),
          apply: each.snippet ? snippet(each.snippet) : each.insert,
        })),
      };
    }

    async function hover(editor: EditorView, at: number) {
      const { ask } = now.current;
      const found = await call(
        api.POST("/api/v1/expressions/hover", { body: { ...ask, text: editor.state.doc.toString(), at } }),
      ).catch(() => null);
      if (!found) return null;
      return {
        pos: found.from,
        end: found.to,
        create: () => {
          const dom = document.createElement("div");
          dom.className = "hover-card";
          const line = (name: string, text: string | null | undefined) => {
            if (!text) return;
            const part = document.createElement("div");
            part.className = name;
            part.textContent = text;
            dom.append(part);
          };
          line("mono", found.title);
          line("t3", [found.type, found.pii ? words.personal : ""].filter(Boolean).join(", "));
          line("val", found.value && !found.pii ? words.equals(found.value) : null);
          line("", found.help);
          return { dom };
        },
      };
    }
  }, []);

  useEffect(() => {
    const editor = view.current;
    if (!editor || editor.state.doc.toString() === value) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);

  useEffect(() => {
    view.current?.dispatch({
      effects: editable.current.reconfigure([
        EditorState.readOnly.of(isReadOnly),
        EditorView.editable.of(!isReadOnly),
      ]),
    });
  }, [isReadOnly]);

  useEffect(() => {
    const editor = view.current;
    if (!editor) return;
    const length = editor.state.doc.length;
    const marks = problems.flatMap((each): Diagnostic[] => {
      if (each.from === null || each.to === null || each.from > length) return [];
      const to = Math.min(length, Math.max(each.to, each.from + 1));
      return [
        {
          from: Math.min(each.from, Math.max(0, to - 1)),
          to,
          severity: each.severity,
          message: each.message,
        },
      ];
    });
    editor.dispatch(setDiagnostics(editor.state, marks));
  }, [problems]);

  const wanted = useView((state) =>
    state.aim && `${state.aim.node} ${state.aim.parameter}` === aim ? state.aim : null,
  );
  useEffect(() => {
    const editor = view.current;
    if (!wanted || !editor) return;
    const first = now.current.problems[0];
    editor.focus();
    const at = Math.min(first?.from ?? editor.state.doc.length, editor.state.doc.length);
    editor.dispatch({ selection: { anchor: at }, scrollIntoView: true });
    useView.setState({ aim: null });
  }, [wanted]);

  return (
    <div
      ref={box}
      className={`expr ${problems.some((each) => each.severity === "error") ? "bad" : ""} ${isReadOnly ? "still" : ""}`}
    />
  );
}
