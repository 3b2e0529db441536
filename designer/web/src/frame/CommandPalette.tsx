import { Modal } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { scenariosNamed } from "~/api/queries";
import type { ScenarioSummary } from "~/api/types";
import { frame } from "~/messages/frame";
import { pages } from "~/pages";
import { fuzzy } from "~/ui/fuzzy";
import { Icon } from "~/ui/Icon";
import { type Command, useFrame } from "./state";
import { useGo } from "./view";

const words = frame.commandPalette;

const MOST = 40;
/** After the last letter, in milliseconds, before the service is asked. */
const PAUSE = 150;

/** Ctrl-K: go to a page or a scenario, or do what the page offers. */
export function CommandPalette() {
  const isOpen = useFrame((state) => state.isPaletteOpen);
  const before = useRef<HTMLElement | null>(null);
  // The focus is back before a command opens something, which gives it back there in turn.
  const close = useCallback(() => {
    useFrame.setState({ isPaletteOpen: false });
    before.current?.focus();
  }, []);

  useEffect(() => {
    function press(event: KeyboardEvent) {
      if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
        event.preventDefault();
        if (useFrame.getState().isPaletteOpen) close();
        else useFrame.setState({ isPaletteOpen: true });
      }
    }
    const stop = useFrame.subscribe((state, old) => {
      if (state.isPaletteOpen && !old.isPaletteOpen) before.current = document.activeElement as HTMLElement;
    });
    window.addEventListener("keydown", press);
    return () => {
      stop();
      window.removeEventListener("keydown", press);
    };
  }, [close]);

  return (
    <Modal
      opened={isOpen}
      onClose={close}
      withCloseButton={false}
      returnFocus={false}
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
  const [chosen, setChosen] = useState<string | null>(null);
  const offered = useFrame((state) => state.commands);
  // The first ones are there at once; of thousands the service finds those that are called so.
  const first = useQuery(scenariosNamed("")).data?.scenarios;
  const [asked] = useDebouncedValue(text.trim(), PAUSE);
  const named = useQuery(scenariosNamed(asked));
  const isSearching = named.isFetching || asked !== text.trim();
  const go = useGo();

  const commands = useMemo(() => {
    const all: Command[] = [
      ...Object.values(offered).flat(),
      ...pages.flatMap((page) =>
        page.rail
          ? [{ id: page.path, title: page.rail.title, group: words.pages, run: () => go(page.path) }]
          : [],
      ),
      ...byName([...(first ?? []), ...(named.data?.scenarios ?? [])]).map((each) => ({
        id: `scenario ${each.name}`,
        title: each.title,
        detail: each.name,
        group: words.scenarios,
        run: () => go(`/scenarios/${each.name}`),
      })),
    ];
    return fuzzy(all, text, (each) => `${each.title} ${each.detail ?? ""}`).slice(0, MOST);
  }, [offered, first, named.data, text, go]);

  // Answers that come later move what is chosen, and never choose something else.
  const at = Math.max(
    0,
    commands.findIndex((each) => each.id === chosen),
  );

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
            setChosen(null);
          }}
          onKeyDown={(event) => {
            const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
            if (step) {
              event.preventDefault();
              const next = (at + step + commands.length) % Math.max(1, commands.length);
              setChosen(commands[next]?.id ?? null);
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
            onMouseMove={() => setChosen(command.id)}
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
      {commands.length === 0 && (
        <p className="empty">{isSearching ? words.searching : words.nothingIsCalledLikeThat}</p>
      )}
    </div>
  );
}

function byName(scenarios: ScenarioSummary[]): ScenarioSummary[] {
  return [...new Map(scenarios.map((each) => [each.name, each])).values()];
}
