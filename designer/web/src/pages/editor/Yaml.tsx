import { useMemo, useState } from "react";
import { messageOf } from "~/api/problem";
import { yaml as words } from "~/messages/editor/drawer";
import { steps } from "~/messages/editor/steps";
import { Icon } from "~/ui/Icon";
import { documentFrom } from "./model";
import { edit, useEdited, useView } from "./store";
import { TextEditor } from "./TextEditor";
import { fromYaml, toYaml } from "./yaml";

/** The document as text. What is written applies as one step, which undo takes back. */
export default function Yaml(_: { scenario: string }) {
  const document = useEdited((state) => state.document);
  const mayEdit = useView((state) => state.mayEdit);
  const made = useMemo(() => toYaml(document), [document]);
  const [text, setText] = useState<string | null>(null);
  const [base, setBase] = useState(made);
  const [fault, setFault] = useState<string | null>(null);
  const isChanged = text !== null && text !== made;
  const isOld = isChanged && base !== made;

  function apply() {
    try {
      const found = fromYaml(text ?? made);
      if (typeof found !== "object" || found === null || Array.isArray(found))
        throw new Error(words.notAScenario);
      const next = documentFrom(found as Record<string, unknown>);
      if (next.name !== document.name) throw new Error(words.nameStays(document.name));
      edit(steps.editAsYaml, () => next);
      setText(null);
      setFault(null);
    } catch (error) {
      setFault(messageOf(error));
    }
  }

  return (
    <div className="text-tab">
      <div className="text-bar">
        <span className="t3 sm grow">{mayEdit ? words.editThenApply : words.draftAsText}</span>
        {isOld && (
          <span className="c-warn sm row row-4">
            <Icon name="warning" size={14} />
            {words.graphHasChanged}
          </span>
        )}
        {fault && (
          <span className="c-danger sm" role="alert">
            {fault}
          </span>
        )}
        {isChanged && (
          <>
            <button
              type="button"
              className="btn small"
              onClick={() => {
                setText(null);
                setFault(null);
              }}
            >
              {words.discard}
            </button>
            <button type="button" className="btn small primary" onClick={apply}>
              {words.apply}
            </button>
          </>
        )}
      </div>
      <TextEditor
        language="yaml"
        label={words.scenario}
        value={text ?? made}
        onChange={
          mayEdit
            ? (next) => {
                if (text === null) setBase(made);
                setText(next);
              }
            : undefined
        }
      />
    </div>
  );
}
