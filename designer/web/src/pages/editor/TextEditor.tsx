import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { sql } from "@codemirror/lang-sql";
import { yaml } from "@codemirror/lang-yaml";
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { useEffect, useRef } from "react";

const nonce = document.querySelector<HTMLMetaElement>("meta[property=csp-nonce]")?.nonce ?? "";
const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.bool, tags.null], color: "var(--state)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--enrich)" },
  { tag: tags.number, color: "var(--action)" },
  { tag: [tags.propertyName, tags.definition(tags.propertyName), tags.typeName], color: "var(--source)" },
  { tag: tags.comment, color: "var(--text-3)" },
]);
const look = EditorView.theme({
  "&": { fontSize: "12px", height: "100%", backgroundColor: "transparent" },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "-2px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "18px" },
  ".cm-content": { caretColor: "var(--accent)" },
  ".cm-cursor": { borderLeftColor: "var(--accent)" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--text-3)", border: "none" },
});

interface Props {
  value: string;
  language: "yaml" | "sql";
  label: string;
  onChange?: (text: string) => void;
}

/** A whole text with lines, to read or to edit. */
export function TextEditor({ value, language, label, onChange }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const now = useRef(onChange);
  now.current = onChange;
  // biome-ignore lint/correctness/useExhaustiveDependencies: made once for a language
  useEffect(() => {
    const made = new EditorView({
      parent: box.current!,
      state: EditorState.create({
        doc: value,
        extensions: [
          EditorView.cspNonce.of(nonce),
          lineNumbers(),
          history(),
          keymap.of([...defaultKeymap, ...historyKeymap]),
          language === "yaml" ? yaml() : sql(),
          syntaxHighlighting(colours),
          look,
          EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" }),
          now.current ? [] : EditorState.readOnly.of(true),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) now.current?.(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = made;
    return () => made.destroy();
  }, [language, label]);
  useEffect(() => {
    const editor = view.current;
    if (!editor || editor.state.doc.toString() === value) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);
  return <div ref={box} className="text-editor" />;
}
