import { useEffect, useMemo, useRef, useState } from "react";
import { canvas } from "~/messages/editor/canvas";
import { keys } from "~/messages/editor/keys";
import { fuzzy } from "~/ui/fuzzy";
import { Icon } from "~/ui/Icon";
import { add } from "./actions";
import { byCategory, useCatalogue } from "./catalogue";
import { iconOf } from "./describe";
import { focusForm } from "./form/focus";
import { takesInput } from "./ports";
import { useView } from "./store";

const words = canvas.quickAdd;

const USED = "filbert-used";

/** Tab, double-click, or a wire that ends on empty ground: a list to choose from, where one is. */
export function QuickAdd() {
  const adding = useView((state) => state.adding);
  if (!adding) return null;
  return <List key={`${adding.left} ${adding.top}`} />;
}

function List() {
  const adding = useView((state) => state.adding)!;
  const catalogue = useCatalogue();
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const before = useRef(document.activeElement as HTMLElement | null);
  const input = useRef<HTMLInputElement>(null);
  const chosen = useRef(false);

  const fitting = useMemo(() => {
    const follows = adding.from !== undefined || adding.edge !== undefined;
    const all = [...catalogue.values()].filter(
      (each) => (!follows || takesInput(each)) && (!adding.edge || each.outputs.length > 0),
    );
    const used = mostUsed();
    const found = fuzzy(
      all,
      text,
      (each) => `${each.title} ${each.id}`,
      (each) => each.help,
    );
    if (text) return [[words.found, found] as const];
    const often = used.flatMap((id) => found.filter((each) => each.id === id)).slice(0, 5);
    return [...(often.length > 0 ? [[words.usedMost, often] as const] : []), ...byCategory(found)];
  }, [catalogue, text, adding]);
  const flat = fitting.flatMap(([, components]) => components);

  useEffect(() => {
    input.current?.focus();
    const back = before.current;
    // Whoever has chosen goes on in the new node's form; whoever has not is back where they were.
    return () => {
      if (!chosen.current) back?.focus?.();
    };
  }, []);

  function close() {
    useView.setState({ adding: null });
  }

  function choose(number: number) {
    const component = flat[number];
    if (!component) return;
    countUse(component.id);
    const { place, from, edge } = adding;
    chosen.current = true;
    close();
    add(component, { place, from, edge });
    focusForm();
  }

  const left = Math.max(8, Math.min(adding.left, window.innerWidth - 308));
  const top = Math.max(8, Math.min(adding.top, window.innerHeight - 368));
  let number = -1;
  return (
    <>
      <div className="veil" onPointerDown={close} />
      <div className="quick" ref={box} style={{ left, top }} role="dialog" aria-label={words.addNode}>
        <label className="search">
          <Icon name="search" size={14} />
          <input
            ref={input}
            value={text}
            placeholder={adding.from ? words.addAfter(adding.from) : words.addNode}
            role="combobox"
            aria-label={words.addNode}
            aria-expanded="true"
            aria-controls="quick-list"
            aria-activedescendant={`quick-${at}`}
            onChange={(event) => {
              setText(event.target.value);
              setAt(0);
            }}
            onKeyDown={(event) => {
              event.stopPropagation();
              if (event.key === "Escape") close();
              if (event.key === "Enter") choose(at);
              const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
              if (step || event.key === "Tab") event.preventDefault();
              if (step) {
                const next = (at + step + flat.length) % Math.max(1, flat.length);
                setAt(next);
                document.getElementById(`quick-${next}`)?.scrollIntoView({ block: "nearest" });
              }
            }}
          />
          <kbd>{keys.escape}</kbd>
        </label>
        <div className="quick-list" id="quick-list" role="listbox" aria-label={canvas.palette.components}>
          {fitting.map(([title, components]) => (
            <div key={title} role="group" aria-label={title}>
              <h3 role="presentation">{title}</h3>
              {components.map((each) => {
                number++;
                const mine = number;
                return (
                  <div
                    key={each.id}
                    id={`quick-${mine}`}
                    role="option"
                    tabIndex={-1}
                    aria-selected={mine === at}
                    onMouseMove={() => setAt(mine)}
                    onClick={() => choose(mine)}
                    onKeyDown={() => {}}
                  >
                    <span className={`tile cat-${each.category}`}>
                      <Icon name={iconOf(each)} />
                    </span>
                    <span className="cut">
                      {each.title}
                      <small className="cut">{each.help.split("\n")[0]}</small>
                    </span>
                  </div>
                );
              })}
            </div>
          ))}
          {flat.length === 0 && <p className="empty">{words.nothingFits}</p>}
        </div>
      </div>
    </>
  );
}

function counts(): Record<string, number> {
  try {
    return JSON.parse(localStorage.getItem(USED) ?? "{}");
  } catch {
    return {}; // Storage is forbidden, or holds something else.
  }
}

function mostUsed(): string[] {
  return Object.entries(counts())
    .sort((one, other) => other[1] - one[1])
    .map(([id]) => id);
}

function countUse(id: string): void {
  const all = counts();
  try {
    localStorage.setItem(USED, JSON.stringify({ ...all, [id]: (all[id] ?? 0) + 1 }));
  } catch {
    // The list is in the catalogue's order then.
  }
}
