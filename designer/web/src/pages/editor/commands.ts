/** What Ctrl-K offers in the editor: whatever a button of it does, and to go to a node. */
import { useMemo } from "react";
import { type Command, useCommands, useFrame } from "~/frame/state";
import { commands as words } from "~/messages/editor/commands";
import { keys } from "~/messages/editor/keys";
import { download } from "../scenarios/export";
import { add, groupChosen, makeFragment, newNote, tidy, ungroupChosen } from "./actions";
import { usePinRun, useTest } from "./casesOf";
import { useCatalogue } from "./catalogue";
import { askToDeploy } from "./deploying";
import { save } from "./draft";
import { TABS } from "./drawerTabs";
import { focusForm } from "./form/focus";
import { nextProblem } from "./keys";
import { switchLive, useLive } from "./live/store";
import { nameOf } from "./model";
import { openNode, redo, undo, useEdited, useView } from "./store";

/** Offer them for as long as the scenario is open. */
export function useEditorCommands(scenario: string): void {
  const nodes = useEdited((state) => state.document.nodes);
  const mayEdit = useView((state) => state.mayEdit);
  const mode = useView((state) => state.mode);
  const isLive = useLive((state) => state.isOn);
  const environment = useFrame((state) => state.environment);
  const catalogue = useCatalogue();
  const { test } = useTest(scenario);
  const { pinRun } = usePinRun(scenario);
  const commands = useMemo((): Command[] => {
    const action = (id: string, title: string, run: () => void, key?: string): Command => ({
      id,
      title,
      group: words.actions,
      run,
      ...(key ? { keys: key } : {}),
    });
    const changing = [
      action("deploy", words.deploy(environment), askToDeploy),
      action("sample", words.pinEvents, () => {
        switchLive(false);
        useView.setState({ isPinning: true });
      }),
      action("pin", words.pinRun, pinRun),
      action("undo", words.undo, undo, keys.undo),
      action("redo", words.redo, redo, keys.redo),
      action("tidy", words.tidy, tidy, keys.tidy),
      action("fragment", words.fragment, makeFragment),
      action("note", words.note, () => newNote(), keys.note),
      action("group", words.group, groupChosen, keys.group),
      action("ungroup", words.ungroup, ungroupChosen, keys.ungroup),
      action("save", words.save, () => void save(), keys.save),
    ];
    const other = mode === "canvas" ? "outline" : "canvas";
    const looking = [
      action("test", words.test, () => test({ isSaid: true })),
      isLive
        ? action("live", words.sample, () => switchLive(false))
        : action("live", words.running(environment), () => switchLive(true)),
      action("mode", words[other], () => useView.setState({ mode: other }), keys.mode),
      action("problem", words.problem, () => nextProblem(), keys.nextProblem),
      action("find", words.find, () => useView.setState({ isFinding: true }), keys.find),
      ...TABS.map(([tab, title]) =>
        action(`tab ${tab}`, words.below(title), () => useView.setState({ drawer: tab })),
      ),
      action("export", words.export, () => void save().then(() => download(scenario, "yaml"))),
      action("keys", words.keys, () => useView.setState({ isSheetOpen: true }), keys.sheet),
    ];
    return [
      ...(mayEdit ? changing : []),
      ...looking,
      ...nodes.map((each) => ({
        id: `node ${each.id}`,
        title: nameOf(each),
        detail: each.id,
        group: words.nodes,
        run: () => {
          openNode(each.id);
          window.dispatchEvent(new CustomEvent("filbert-canvas", { detail: `node:${each.id}` }));
        },
      })),
      ...(mayEdit
        ? [...catalogue.values()].map((each) => ({
            id: `add ${each.id}`,
            title: words.addComponent(each.title),
            group: words.add,
            run: () => {
              add(each);
              focusForm();
            },
          }))
        : []),
    ];
  }, [scenario, nodes, catalogue, mayEdit, mode, isLive, environment, test, pinRun]);
  useCommands("editor", commands);
}
