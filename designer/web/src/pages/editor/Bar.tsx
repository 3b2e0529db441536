import { Menu } from "@mantine/core";
import { useEffect, useState } from "react";
import { useStore } from "zustand";
import { messages, showInstant, showNumber, showWhen } from "~/messages";
import { keeping, bar as words } from "~/messages/editor/bar";
import { commands } from "~/messages/editor/commands";
import { keys } from "~/messages/editor/keys";
import { steps } from "~/messages/editor/steps";
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
  const next = future.at(-1);
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
          aria-label={words.title}
          value={title}
          size={Math.max(8, Math.min(48, title.length + 1))}
          readOnly={!mayEdit}
          maxLength={200}
          onChange={(event) =>
            edit(steps.changeTitle, (before) => ({ ...before, title: event.target.value }), "title")
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
            aria-label={commands.undo}
            title={label ? words.undoStep(label, keys.undo) : words.undo(keys.undo)}
          >
            <Icon name="undo" />
          </button>
          <button
            type="button"
            className="btn ghost icon"
            disabled={future.length === 0}
            onClick={redo}
            aria-label={commands.redo}
            title={next ? words.redoStep(next.label ?? "", keys.redo) : words.redo(keys.redo)}
          >
            <Icon name="redo" />
          </button>
          <span className="sep" />
          <button type="button" className="btn ghost" onClick={tidy} title={words.layOut(keys.tidy)}>
            <Icon name="tidy" />
            <span className="wide-only">{words.tidy}</span>
          </button>
        </>
      )}
      <span className="seg">
        <button
          type="button"
          aria-pressed={mode === "canvas"}
          aria-label={words.canvas}
          onClick={() => useView.setState({ mode: "canvas" })}
        >
          <Icon name="scenario" size={14} />
          <span className="wide-only">{words.canvas}</span>
        </button>
        <button
          type="button"
          aria-pressed={mode === "outline"}
          aria-label={words.outline}
          onClick={() => useView.setState({ mode: "outline" })}
        >
          <Icon name="outline" size={14} />
          <span className="wide-only">{words.outline}</span>
        </button>
      </span>
      <button
        type="button"
        className="btn ghost"
        onClick={() => nextProblem()}
        title={words.nextProblem(keys.nextProblem)}
      >
        <span
          className={errors > 0 ? "c-danger" : problems.length > 0 ? "c-warn" : isChecked ? "c-ok" : "t3"}
        >
          <Icon
            name={errors > 0 ? "error" : problems.length > 0 ? "warning" : isChecked ? "tick" : "clock"}
          />
        </span>
        <span className="wide-only">{words.problems}</span>
        <span className={`count ${errors > 0 ? "danger" : problems.length > 0 ? "warn" : ""}`}>
          {isChecked ? problems.length : words.unknownNumber}
        </span>
      </button>
      <LiveSwitch />
      {!isLive && <SamplePicker scenario={scenario} mayEdit={mayEdit} />}
      {!isLive && <TestButton scenario={scenario} />}
      {mayEdit && <StateLost />}
      {mayEdit && <DeployButton scenario={scenario} />}
      <Menu position="bottom-end">
        <Menu.Target>
          <button type="button" className="btn ghost icon" aria-label={words.more}>
            <Icon name="more" />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {mayEdit && (
            <>
              <Menu.Item onClick={makeFragment}>{commands.fragment}</Menu.Item>
              <Menu.Item rightSection={<kbd>{keys.group}</kbd>} onClick={groupChosen}>
                {commands.group}
              </Menu.Item>
              <Menu.Item rightSection={<kbd>{keys.note}</kbd>} onClick={() => newNote()}>
                {commands.note}
              </Menu.Item>
              <Menu.Divider />
            </>
          )}
          <Menu.Item onClick={() => useView.setState({ drawer: "versions" })}>{words.versions}</Menu.Item>
          <Menu.Item onClick={() => useView.setState({ drawer: "yaml" })}>{words.editAsYaml}</Menu.Item>
          <Menu.Item onClick={() => void save().then(() => download(scenario, "yaml"))}>
            {commands.export}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item
            rightSection={<kbd>{keys.sheet}</kbd>}
            onClick={() => useView.setState({ isSheetOpen: true })}
          >
            {commands.keys}
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
        {keeping.readOnly}
      </span>
    );
  }
  const [text, tone] = {
    saved: [
      draft.savedBy === draft.user
        ? keeping.saved(showWhen(draft.savedAt))
        : keeping.savedBy(showWhen(draft.savedAt), draft.savedBy),
      "t3",
    ],
    waiting: [keeping.waiting, "t3"],
    saving: [keeping.saving, "t3"],
    unreachable: [keeping.unreachable, "c-warn"],
    expired: [keeping.expired, "c-warn"],
    conflict: [keeping.conflict, "c-warn"],
    failed: [keeping.failed(draft.fault ?? ""), "c-danger"],
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
          {messages.tryAgain}
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
      {isTesting ? words.testing : words.test}{" "}
      {passed === undefined ? showNumber(total) : words.passed(passed, total)}
    </button>
  );
}
