import "@xyflow/react/dist/base.css";
import "./editor.css";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { ReactFlowProvider } from "@xyflow/react";
import { useEffect, useState } from "react";
import { api, call } from "~/api/client";
import { foldersQuery } from "~/api/queries";
import { covers, useSession } from "~/api/session";
import type { ScenarioAnswer, VersionSummary } from "~/api/types";
import { useCrumbs } from "~/frame/state";
import { useView as useAddress, useParam } from "~/frame/view";
import { messages } from "~/messages";
import { explain } from "~/messages/editor/explain";
import { following } from "~/messages/editor/following";
import { keys } from "~/messages/editor/keys";
import { page } from "~/messages/editor/page";
import { Loading } from "~/ui/Empty";
import { Icon } from "~/ui/Icon";
import { Waiting } from "~/ui/Waiting";
import { Bar } from "./Bar";
import { Canvas } from "./Canvas";
import { CanvasMenu } from "./CanvasMenu";
import { ConflictDialog } from "./Conflict";
import { useEditorCommands } from "./commands";
import { Drawer } from "./Drawer";
import { openDraft } from "./draft";
import { ExplainBar } from "./explain/ExplainBar";
import type { Alert } from "./explain/explain";
import { Finder } from "./Finder";
import { WatchFates } from "./fates";
import { eventsOf, outcomeOf, useSteps } from "./following";
import { MakeFragment, OpenFragment } from "./fragments/FragmentDialogs";
import { KeySheet } from "./KeySheet";
import { useKeys } from "./keys";
import { LiveBar, LiveNote } from "./live/LiveBar";
import { LIVE_ADDRESS, openLive, switchLive, useLive, useLiveAddress } from "./live/store";
import { nodeOf } from "./model";
import { NodePanel } from "./NodePanel";
import { Outline } from "./Outline";
import { Palette } from "./Palette";
import { QuickAdd } from "./QuickAdd";
import { keepRunning, useRunning } from "./running";
import { type DrawerTab, openNode, useEdited, useView } from "./store";
import { VersionBar } from "./VersionBar";

/** The editor of one scenario. */
export default function EditorPage() {
  const name = useParam("scenario");
  const [address] = useAddress({ version: "", alert: "" });
  const version = /^\d+$/.test(address.version) ? Number(address.version) : null;
  if (address.alert) return <OpenedAlert key={address.alert} name={name} id={address.alert} />;
  if (version !== null) return <OpenedVersion key={`${name} ${version}`} name={name} version={version} />;
  return <Opening key={name} name={name} />;
}

function Opening({ name }: { name: string }) {
  const queries = useQueryClient();
  const found = useQuery({
    queryKey: ["scenario", name],
    queryFn: ({ signal }) =>
      call(api.GET("/api/v1/scenarios/{scenario}", { params: { path: { scenario: name } }, signal })),
    // Read once when it is opened: from then on the draft in the browser is the truth.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  useEffect(() => () => queries.removeQueries({ queryKey: ["scenario", name] }), [queries, name]);
  if (!found.data)
    return (
      <main className="page">
        <Waiting query={found} what={page.theScenario} />
      </main>
    );
  return <Editor answer={found.data} />;
}

/** The version that raised an alert, with the alert's explanation; the draft where that version is not known here. */
function OpenedAlert({ name, id }: { name: string; id: string }) {
  const found = useQuery({
    queryKey: ["alert-to-explain", name, id],
    queryFn: async ({ signal }) => {
      const scenario = { params: { path: { scenario: name } }, signal };
      const [alert, { versions }, draft] = await Promise.all([
        call(api.GET("/api/v1/alerts/{alert}", { params: { path: { alert: id } }, signal })),
        call(api.GET("/api/v1/scenarios/{scenario}/versions", scenario)),
        call(api.GET("/api/v1/scenarios/{scenario}", scenario)),
      ]);
      return { alert, draft, version: versions.find((each) => each.hash === alert.version)?.number };
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  if (!found.data)
    return (
      <main className="page">
        <Waiting query={found} what={explain.alert} />
      </main>
    );
  const { alert, draft, version } = found.data;
  if (version === undefined) return <Editor answer={draft} alert={alert} />;
  return <OpenedVersion name={name} version={version} alert={alert} />;
}

/** A version as it was made, to look at: nothing of it can be changed. */
function OpenedVersion(props: { name: string; version: number; alert?: Alert }) {
  const { name, version, alert } = props;
  const found = useQuery({
    queryKey: ["opened-version", name, version],
    queryFn: async ({ signal }) => {
      const path = { scenario: name };
      const [answer, made] = await Promise.all([
        call(api.GET("/api/v1/scenarios/{scenario}", { params: { path }, signal })),
        call(
          api.GET("/api/v1/scenarios/{scenario}/versions/{version}", {
            params: { path: { ...path, version } },
            signal,
          }),
        ),
      ]);
      return { made, answer: { ...answer, document: made.document } };
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  if (!found.data)
    return (
      <main className="page">
        <Waiting query={found} what={page.theVersion} />
      </main>
    );
  return <Editor answer={found.data.answer} version={found.data.made} alert={alert} />;
}

interface EditorProps {
  answer: ScenarioAnswer;
  version?: VersionSummary;
  alert?: Alert | undefined;
}

function Editor({ answer: given, version, alert }: EditorProps) {
  const [answer] = useState(given);
  const session = useSession();
  const { data: folders } = useQuery(foldersQuery);
  const mayEdit =
    covers(session, answer.folder, "analyst") && answer.archived_at === null && !version && !alert;
  const [isReady, setReady] = useState(false);
  const [address, setAddress] = useAddress({ node: "", view: "", tab: "", ...LIVE_ADDRESS });
  const title = folders?.folders.find((each) => each.name === answer.folder)?.title ?? answer.folder;
  useCrumbs({ title: messages.rail.scenarios, to: "/scenarios" }, { title }, { title: answer.name });
  useKeys();
  useEditorCommands(answer.name);

  // biome-ignore lint/correctness/useExhaustiveDependencies: once for a scenario
  useEffect(() => {
    useView.setState({
      selected: new Set(),
      selectedEdges: [],
      annotations: new Set(),
      writing: null,
      menu: null,
      open: null,
      isEnlarged: false,
      mode: address.view === "outline" ? "outline" : "canvas",
      drawer: (address.tab || null) as DrawerTab | null,
      event: null,
      aim: null,
      adding: null,
      isFinding: false,
      deploying: null,
      isPinning: false,
      isSheetOpen: false,
      fragment: null,
      marks: {},
      mayEdit,
    });
    const draft = openDraft(answer, session.user, mayEdit);
    if (address.node && nodeOf(useEdited.getState().document, address.node)) openNode(address.node);
    const stopRunning = keepRunning(answer.name);
    openLive(address);
    if (alert) useView.setState({ drawer: "explanation" });
    if (draft.ready) void draft.ready.then(() => setReady(true));
    else setReady(true);
    return () => {
      switchLive(false);
      stopRunning();
      draft.stop();
    };
  }, [answer, session.user, mayEdit]);

  // The address says what is open, so that a link shows the same.
  const open = useView((state) => state.open);
  const mode = useView((state) => state.mode);
  const drawer = useView((state) => state.drawer);
  const isLive = useLive((state) => state.isOn);
  const liveAddress = useLiveAddress();
  useEffect(() => {
    if (!isReady) return;
    const view = mode === "outline" ? "outline" : "";
    setAddress({ node: open ?? "", view, tab: drawer ?? "", ...liveAddress });
  }, [isReady, open, mode, drawer, liveAddress, setAddress]);

  const hasOpen = useEdited((state) => open !== null && nodeOf(state.document, open) !== undefined);
  const isEnlarged = useView((state) => state.isEnlarged);

  const hasPalette = mode === "canvas" && mayEdit && !isLive;

  if (!isReady) return <Loading what={page.theScenario} />;
  return (
    <main className="page editor-page" style={{ flex: 1 }}>
      <Bar scenario={answer.name} />
      {mayEdit && <WatchFates scenario={answer.name} />}
      {version && <VersionBar version={version} />}
      {alert && <ExplainBar alert={alert} isKnownVersion={version !== undefined} />}
      {isLive && <LiveBar scenario={answer.name} drawn={version?.number ?? null} />}
      <div
        className={`editor ${hasOpen ? "with-panel" : ""} ${isEnlarged && hasOpen ? "enlarged" : ""} ${hasPalette ? "" : "no-palette"}`}
      >
        {hasPalette && <Palette />}
        {mode === "canvas" ? (
          <div className="canvas-box">
            <ReactFlowProvider>
              <Canvas />
            </ReactFlowProvider>
            {isLive ? <LiveNote /> : <FollowBar />}
          </div>
        ) : (
          <Outline />
        )}
        {hasOpen && <NodePanel id={open!} />}
      </div>
      <Drawer scenario={answer.name} />
      <QuickAdd />
      <CanvasMenu />
      <Finder />
      <KeySheet />
      <MakeFragment folder={answer.folder} />
      <OpenFragment mayEdit={mayEdit} />
      <ConflictDialog folder={answer.folder} />
      <datalist id="filbert-types">
        {["STRING", "BIGINT", "DOUBLE", "DECIMAL(18, 2)", "BOOLEAN", "TIMESTAMP", "DATE"].map((each) => (
          <option key={each} value={each} />
        ))}
      </datalist>
    </main>
  );
}

/** Which event is followed, and where it ended. */
function FollowBar() {
  const event = useView((state) => state.event);
  const document = useEdited((state) => state.document);
  const nodes = useRunning((state) => state.nodes);
  const steps = useSteps();
  if (!event) return null;
  const events = eventsOf(nodes, document);
  const at = events.indexOf(event);
  const go = (by: number) => {
    const next = events[at + by];
    if (next) useView.setState({ event: next });
  };
  const last = steps.at(-1);
  return (
    <div className="onmap follow" role="status">
      <span className="c-accent">
        <Icon name="eye" size={14} />
      </span>
      <span className="cut">
        {following.following} <span className="mono">{event}</span>, <b>{outcomeOf(document, steps)}</b>{" "}
        {last?.end && (
          <button type="button" className="link" onClick={() => useView.setState({ drawer: "sample" })}>
            {following.why}
          </button>
        )}
      </span>
      <span className="grow" />
      <button
        type="button"
        className="btn ghost small icon"
        aria-label={following.previous}
        disabled={at <= 0}
        onClick={() => go(-1)}
      >
        <Icon name="left" size={14} />
      </button>
      <button
        type="button"
        className="btn ghost small icon"
        aria-label={following.next}
        disabled={at < 0 || at >= events.length - 1}
        onClick={() => go(1)}
      >
        <Icon name="right" size={14} />
      </button>
      <button
        type="button"
        className="btn ghost small icon"
        aria-label={following.stop}
        title={following.stopWithKey(keys.escape)}
        onClick={() => useView.setState({ event: null })}
      >
        <Icon name="cross" size={14} />
      </button>
    </div>
  );
}
