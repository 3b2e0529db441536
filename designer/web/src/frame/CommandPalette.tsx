import { Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { scenariosQuery } from "~/api/queries";
import { frame } from "~/messages/frame";
import { pages } from "~/pages";
import { fuzzy } from "~/ui/fuzzy";
import { Icon } from "~/ui/Icon";
import { type Command, useFrame } from "./state";
import { useGo } from "./view";

const words = frame.commandPalette;

const MOST = 40;

/** Ctrl-K: go to a page or a scenario, or do what the page offers. */
export function CommandPalette() {
  const isOpen = useFrame((state) => state.isPaletteOpen);
  const close = () => useFrame.setState({ isPaletteOpen: false });

  useEffect(() => {
    function press(event: KeyboardEvent) {
      if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
        event.preventDefault();
        useFrame.setState((state) => ({ isPaletteOpen: !state.isPaletteOpen }));
      }
    }
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);

  return (
    <Modal
      opened={isOpen}
      onClose={close}
      withCloseButton={false}
      size={560}
      yOffset="12vh"
      centered={false}
      // Named by a head that nobody needs to see: a label would land on an element without a role.
      title={words.searchOrJumpTo}
      styles={{ header: { display: "none" }, body: { padding: 0 } }}
    >
      <Search onClose={close} />
    </Modal>
  );
}

function Search({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const offered = useFrame((state) => state.commands);
  const scenarios = useQuery(scenariosQuery({ search: "" }));
  const go = useGo();

  const commands = useMemo(() => {
    const all: Command[] = [
      ...Object.values(offered).flat(),
      ...pages.flatMap((page) =>
        page.rail
          ? [{ id: page.path, title: page.rail.title, group: words.pages, run: () => go(page.path) }]
          : [],
      ),
      ...(scenarios.data?.scenarios ?? []).map((each) => ({
        id: `scenario ${each.name}`,
        title: each.title,
        detail: each.name,
        group: words.scenarios,
        run: () => go(`/scenarios/${each.name}`),
      })),
    ];
    return fuzzy(all, text, (each) => `${each.title} ${each.detail ?? ""}`).slice(0, MOST);
  }, [offered, scenarios.data, text, go]);

  function run(command: Command | undefined) {
    if (!command) return;
    onClose();
    command.run();
  }

  return (
    <div>
      <div className="row type-row">
        <Icon name="search" />
        <input
          className="grow"
          style={{ border: 0, background: "none", outline: "none", height: 32, fontSize: 14 }}
          placeholder={words.searchOrJumpTo}
          aria-label={words.searchOrJumpTo}
          role="combobox"
          aria-expanded="true"
          aria-controls="palette-list"
          aria-activedescendant={commands[at] ? `palette-${at}` : undefined}
          data-autofocus
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setAt(0);
          }}
          onKeyDown={(event) => {
            const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
            if (step) {
              event.preventDefault();
              const next = (at + step + commands.length) % Math.max(1, commands.length);
              setAt(next);
              document.getElementById(`palette-${next}`)?.scrollIntoView({ block: "nearest" });
            }
            if (event.key === "Enter") run(commands[at]);
          }}
        />
      </div>
      <div className="palette-list" id="palette-list" role="listbox" aria-label={words.found}>
        {commands.map((command, index) => (
          <div
            key={command.id}
            id={`palette-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            onMouseMove={() => setAt(index)}
            onClick={() => run(command)}
            onKeyDown={() => {}}
          >
            <span className="cut">{command.title}</span>
            {command.detail && <span className="mono t3 cut">{command.detail}</span>}
            <span className="grow" />
            {command.keys ? <kbd>{command.keys}</kbd> : <span className="xs t3">{command.group}</span>}
          </div>
        ))}
      </div>
      {commands.length === 0 && <p className="empty">{words.nothingIsCalledLikeThat}</p>}
    </div>
  );
}
