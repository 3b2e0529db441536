import { useMemo, useState } from "react";
import { canvas } from "~/messages/editor/canvas";
import { commands } from "~/messages/editor/commands";
import { Dialog } from "~/ui/Dialog";
import { Icon } from "~/ui/Icon";
import { useCatalogue } from "./catalogue";
import { iconOf } from "./describe";
import { type DocumentNode, nameOf } from "./model";
import { aimAt, useEdited, useView } from "./store";

const words = canvas.finder;

interface Found {
  node: DocumentNode;
  parameter: string | null;
  text: string;
}

/** Ctrl-F: what is written anywhere in the scenario. */
export function Finder() {
  const isOpen = useView((state) => state.isFinding);
  if (!isOpen) return null;
  return <Search />;
}

function Search() {
  const document = useEdited((state) => state.document);
  const catalogue = useCatalogue();
  const [text, setText] = useState("");
  const found = useMemo(() => (text ? search(document.nodes, text.toLowerCase()) : []), [document, text]);
  const close = () => useView.setState({ isFinding: false });
  function go(each: Found | undefined) {
    if (!each) return;
    close();
    aimAt(each.node.id, each.parameter);
  }
  return (
    <Dialog title={commands.find} size={560} onClose={close} onSubmit={() => go(found[0])}>
      <label className="search">
        <Icon name="search" size={14} />
        <input
          data-autofocus
          value={text}
          placeholder={words.what}
          aria-label={words.find}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      <ul className="found">
        {found.slice(0, 50).map((each) => (
          <li key={`${each.node.id} ${each.parameter}`}>
            <button type="button" onClick={() => go(each)}>
              <span className={`tile cat-${catalogue.get(each.node.component)?.category ?? "logic"}`}>
                <Icon name={iconOf(catalogue.get(each.node.component))} />
              </span>
              <b>{nameOf(each.node)}</b>
              <span className="mono t3">{each.parameter}</span>
              <span className="mono cut grow">{each.text}</span>
            </button>
          </li>
        ))}
      </ul>
      {text && found.length === 0 && <p className="t3">{words.nothingFound}</p>}
    </Dialog>
  );
}

function search(nodes: DocumentNode[], text: string): Found[] {
  return nodes.flatMap((node) => {
    const own = [node.id, node.name ?? "", node.note ?? ""].find((each) => each.toLowerCase().includes(text));
    return [
      ...(own !== undefined ? [{ node, parameter: null, text: own }] : []),
      ...texts(node.parameters ?? {}, [])
        .filter((each) => each.text.toLowerCase().includes(text))
        .map((each) => ({ node, parameter: each.path.join("."), text: each.text })),
    ];
  });
}

function texts(value: unknown, path: string[]): { path: string[]; text: string }[] {
  if (typeof value === "string") return [{ path, text: value }];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => texts(each, [...path, key]));
}
