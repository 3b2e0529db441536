import { useMemo, useState } from "react";
import { canvas } from "~/messages/editor/canvas";
import { keys } from "~/messages/editor/keys";
import { fuzzy } from "~/ui/fuzzy";
import { Icon } from "~/ui/Icon";
import { add, groupChosen, newNote } from "./actions";
import { DRAGGED, DRAGGED_NOTE } from "./Canvas";
import { byCategory, useCatalogue } from "./catalogue";
import { iconOf } from "./describe";
import { useOutputs } from "./ports";
import { useView } from "./store";

const words = canvas.palette;

/** The components by category, to be dragged, clicked or chosen with Enter. */
export function Palette() {
  const catalogue = useCatalogue();
  const [text, setText] = useState("");
  const selected = useView((state) => (state.selected.size === 1 ? [...state.selected][0]! : ""));
  const outputs = useOutputs(selected, undefined);
  const groups = useMemo(
    () =>
      byCategory(
        fuzzy(
          [...catalogue.values()],
          text,
          (each) => `${each.title} ${each.id}`,
          (each) => each.help,
        ),
      ),
    [catalogue, text],
  );
  return (
    <aside className="palette" aria-label={words.components}>
      <label className="search" style={{ flex: "none" }}>
        <Icon name="search" size={14} />
        <input
          value={text}
          placeholder={words.find}
          aria-label={words.findComponent}
          onChange={(event) => setText(event.target.value)}
        />
        <kbd>{keys.tab}</kbd>
      </label>
      {groups.map(([title, components]) => (
        <section key={title}>
          <h3>{title}</h3>
          <ul>
            {components.map((each) => (
              <li key={each.id}>
                <button
                  type="button"
                  draggable
                  title={words.component(each.title, each.help.split("\n")[0]!)}
                  onDragStart={(event) => {
                    event.dataTransfer.setData(DRAGGED, each.id);
                    event.dataTransfer.effectAllowed = "copy";
                  }}
                  onClick={() => add(each, selected ? { from: fromOf(selected, outputs) } : {})}
                >
                  <span className={`tile cat-${each.category}`}>
                    <Icon name={iconOf(each)} />
                  </span>
                  <span className="cut name">{each.title}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
      {text === "" && (
        <section>
          <h3>{words.canvas}</h3>
          <ul>
            <li>
              <button
                type="button"
                draggable
                title={words.noteOnCanvas(keys.note)}
                onDragStart={(event) => {
                  event.dataTransfer.setData(DRAGGED_NOTE, "note");
                  event.dataTransfer.effectAllowed = "copy";
                }}
                onClick={() => newNote()}
              >
                <span className="tile">
                  <Icon name="note" />
                </span>
                <span className="cut name">{canvas.note.note}</span>
              </button>
            </li>
            <li>
              <button type="button" title={words.frameAroundChosen(keys.group)} onClick={groupChosen}>
                <span className="tile">
                  <Icon name="group" />
                </span>
                <span className="cut name">{canvas.group.group}</span>
              </button>
            </li>
          </ul>
        </section>
      )}
      {groups.length === 0 && <p className="t3 sm">{words.nothingFound}</p>}
    </aside>
  );
}

function fromOf(node: string, outputs: string[]): string | undefined {
  return outputs.length > 0 ? node : undefined;
}
