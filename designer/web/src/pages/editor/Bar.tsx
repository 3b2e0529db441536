import { Menu } from "@mantine/core";
import { useEffect, useState } from "react";
import { useStore } from "zustand";
import { showInstant, showNumber, showWhen } from "~/messages";
import { Icon } from "~/ui/Icon";
import { download } from "../scenarios/export";
import { groupChosen, makeFragment, newNote, tidy } from "./actions";
import { useCasesResult, useTest } from "./casesOf";
import { DeployButton } from "./Deploy";
import { save, useDraft } from "./draft";
import { nextProblem } from "./keys";
import { LiveSwitch } from "./live/LiveBar";
import { useLive } from "./live/store";
import { Presence } from "./Presence";
import { useRunning } from "./running";
import { SamplePicker } from "./SamplePicker";
import { StateLost } from "./StateBadge";
import { edit, redo, undo, useEdited, useView } from "./store";

/** Name and state of the draft, and what can be done with the whole. */
export function Bar({ scenario }: { scenario: string }) {
  const title = useEdited((state) => state.document.title ?? state.document.name);
  const label = useEdited((state) => state.label);
  const past = useStore(useEdited.temporal, (state) => state.pastStates.length);
  const future = useStore(useEdited.temporal, (state) => state.futureStates);
  const mode = useView((state) => state.mode);
  const mayEdit = useView((state) => state.mayEdit);
  const isLive = useLive((state) => state.isOn);
  const problems = useRunning((state) => state.problems);
  const isChecked = useRunning((state) => state.isChecked);
  const errors = problems.filter((each) => each.severity === "error").length;
  return (
    <div className="bar">
      <h1>
        <input
          className="name-field"
          aria-label="Title of the scenario"
          value={title}
          size={Math.max(8, Math.min(48, title.length + 1))}
          readOnly={!mayEdit}
          maxLength={200}
          onChange={(event) =>
            edit("change the title", (before) => ({ ...before, title: event.target.value }), "title")
          }
          onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
        />
      </h1>
      <SaveState />
      <Presence scenario={scenario} />
      <span className="grow" />
      {mayEdit && (
        <>
          <button
            type="button"
            className="btn ghost icon"
            disabled={past === 0}
            onClick={undo}
            aria-label="Undo"
            title={label ? `Undo: ${label} (Ctrl Z)` : "Undo (Ctrl Z)"}
          >
            <Icon name="undo" />
          </button>
          <button
            type="button"
            className="btn ghost icon"
            disabled={future.length === 0}
            onClick={redo}
            aria-label="Redo"
            title={future.length ? `Redo: ${future.at(-1)?.label} (Shift Ctrl Z)` : "Redo (Shift Ctrl Z)"}
          >
            <Icon name="redo" />
          </button>
          <span className="sep" />
          <button
            type="button"
            className="btn ghost"
            onClick={tidy}
            title="Lay out the graph, or what is chosen (Shift T)"
          >
            <Icon name="tidy" />
            <span className="wide-only">Tidy</span>
          </button>
        </>
      )}
      <span className="seg">
        <button
          type="button"
          aria-pressed={mode === "canvas"}
          aria-label="Canvas"
          onClick={() => useView.setState({ mode: "canvas" })}
        >
          <Icon name="scenario" size={14} />
          <span className="wide-only">Canvas</span>
        </button>
        <button
          type="button"
          aria-pressed={mode === "outline"}
          aria-label="Outline"
          onClick={() => useView.setState({ mode: "outline" })}
        >
          <Icon name="outline" size={14} />
          <span className="wide-only">Outline</span>
        </button>
      </span>
      <button type="button" className="btn ghost" onClick={() => nextProblem()} title="Next problem (F8)">
        <span
          className={errors > 0 ? "c-danger" : problems.length > 0 ? "c-warn" : isChecked ? "c-ok" : "t3"}
        >
          <Icon
            name={errors > 0 ? "error" : problems.length > 0 ? "warning" : isChecked ? "tick" : "clock"}
          />
        </span>
        <span className="wide-only">Problems</span>
        <span className={`count ${errors > 0 ? "danger" : problems.length > 0 ? "warn" : ""}`}>
          {isChecked ? problems.length : "–"}
        </span>
      </button>
      <LiveSwitch />
      {!isLive && <SamplePicker scenario={scenario} mayEdit={mayEdit} />}
      {!isLive && <TestButton scenario={scenario} />}
      {mayEdit && <StateLost />}
      {mayEdit && <DeployButton scenario={scenario} />}
      <Menu position="bottom-end">
        <Menu.Target>
          <button type="button" className="btn ghost icon" aria-label="More for this scenario">
            <Icon name="more" />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {mayEdit && (
            <>
              <Menu.Item onClick={makeFragment}>Make a fragment of what is chosen</Menu.Item>
              <Menu.Item rightSection={<kbd>Ctrl G</kbd>} onClick={groupChosen}>
                Group what is chosen
              </Menu.Item>
              <Menu.Item rightSection={<kbd>N</kbd>} onClick={() => newNote()}>
                Add a note
              </Menu.Item>
              <Menu.Divider />
            </>
          )}
          <Menu.Item onClick={() => useView.setState({ drawer: "versions" })}>Versions</Menu.Item>
          <Menu.Item onClick={() => useView.setState({ drawer: "yaml" })}>Edit as YAML</Menu.Item>
          <Menu.Item onClick={() => void save().then(() => download(scenario, "yaml"))}>
            Export as YAML
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item rightSection={<kbd>?</kbd>} onClick={() => useView.setState({ isSheetOpen: true })}>
            Keys
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}

/** Whether what is drawn is safe, and where. */
function SaveState() {
  const draft = useDraft();
  const mayEdit = useView((state) => state.mayEdit);
  const [, again] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => again((count) => count + 1), 5_000);
    return () => clearInterval(timer);
  }, []);
  if (!mayEdit) {
    return (
      <span className="badge line">
        <Icon name="eye" size={12} />
        read only
      </span>
    );
  }
  const [text, tone] = {
    saved: [
      `Draft saved ${showWhen(draft.savedAt)}${draft.savedBy === draft.user ? "" : ` by ${draft.savedBy}`}`,
      "t3",
    ],
    waiting: ["Saving soon", "t3"],
    saving: ["Saving", "t3"],
    unreachable: ["Kept in this browser; saved when the service is back", "c-warn"],
    expired: ["Kept in this browser; sign in to save", "c-warn"],
    conflict: ["Somebody else has changed it, too", "c-warn"],
    failed: [`Not saved: ${draft.fault ?? ""}`, "c-danger"],
  }[draft.state] as [string, string];
  return (
    <span
      className={`row row-4 sm ${tone} cut save-state`}
      role="status"
      title={draft.savedAt ? showInstant(draft.savedAt) : undefined}
    >
      {draft.state === "saved" && <Icon name="tick" size={14} />}
      {(tone === "c-warn" || tone === "c-danger") && <Icon name="warning" size={14} />}
      <span className="cut">{text}</span>
      {draft.state === "failed" && (
        <button type="button" className="link" onClick={() => void save()}>
          Try again
        </button>
      )}
    </span>
  );
}

/** "Test 6/6": runs all test cases over what is drawn. */
function TestButton({ scenario }: { scenario: string }) {
  const result = useCasesResult(scenario);
  const { test, isTesting, total } = useTest(scenario);
  const passed = result?.cases.filter((each) => each.passed).length;
  const isGood = passed === total;
  return (
    <button type="button" className="btn" disabled={isTesting} onClick={() => test()}>
      {result && (
        <span className={isGood ? "c-ok" : "c-danger"}>
          <Icon name={isGood ? "tick" : "cross"} size={14} />
        </span>
      )}
      {isTesting ? "Testing" : "Test"} {passed === undefined ? showNumber(total) : `${passed}/${total}`}
    </button>
  );
}
