import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, call } from "~/api/client";
import { withPlainNumbers } from "~/api/json";
import { useFrame } from "~/frame/state";
import { messages, showInstant } from "~/messages";
import { settings } from "~/messages/settings";
import { Confirm, Fault } from "~/ui/Confirm";
import { type Column, DataList } from "~/ui/DataList";
import { Dialog, Foot } from "~/ui/Dialog";
import { Empty } from "~/ui/Empty";
import { TextField } from "~/ui/Field";
import { Icon } from "~/ui/Icon";
import { toastError } from "~/ui/toast";
import { Waiting } from "~/ui/Waiting";
import { limitOf, MEASURES, type Measure, type Objective, standing } from "./objective";

const words = settings.objectives;

const DAY = 86_400_000;

/** How scenarios are to run in the chosen environment, and whether they do. */
export function Objectives() {
  const environment = useFrame((state) => state.environment);
  const queries = useQueryClient();
  const found = useQuery({
    queryKey: ["objectives", environment],
    queryFn: ({ signal }) =>
      call(api.GET("/api/v1/objectives", { params: { query: { environment } as never }, signal })).then(
        withPlainNumbers,
      ),
    refetchInterval: 10_000,
  });
  const [edited, setEdited] = useState<Objective | "new" | null>(null);
  const [removed, setRemoved] = useState<Objective | null>(null);
  const refresh = () => queries.invalidateQueries({ queryKey: ["objectives"] });
  const silence = useMutation({
    mutationFn: (objective: Objective) =>
      call(
        api.PUT("/api/v1/objectives/{environment}/{scenario}/silence", {
          params: { path: { environment, scenario: objective.scenario } },
          body: { until: isSilent(objective) ? null : new Date(Date.now() + DAY).toISOString() },
        }),
      ),
    onError: toastError,
    onSettled: refresh,
  });
  const rows = found.data?.objectives ?? [];
  const columns: Column<Objective>[] = [
    {
      id: "scenario",
      title: messages.common.scenario,
      width: "minmax(140px, 1fr)",
      render: (each) => <b className="cut">{each.scenario}</b>,
    },
    {
      id: "standing",
      title: words.now,
      width: "minmax(260px, 2fr)",
      render: (each) => (
        <span className="row wrap row-4">
          {each.judgements.map((one) => (
            <span
              key={one.measure}
              className={`badge ${one.state === "broken" ? "danger" : one.state === "kept" ? "ok" : ""}`}
              title={MEASURES.find(({ id }) => id === one.measure)?.hint}
            >
              <Icon
                name={one.state === "broken" ? "error" : one.state === "kept" ? "tick" : "help"}
                size={12}
              />
              {MEASURES.find(({ id }) => id === one.measure)?.title} {standing(one)}
            </span>
          ))}
        </span>
      ),
    },
    {
      id: "silence",
      title: words.told,
      width: "190px",
      render: (each) => (
        <button
          type="button"
          className="btn small"
          disabled={silence.isPending}
          title={isSilent(each) ? words.silentUntil(showInstant(each.silent_until ?? "")) : undefined}
          onClick={() => silence.mutate(each)}
        >
          {isSilent(each) ? words.silentTellAgain : words.silenceForADay}
        </button>
      ),
    },
    {
      id: "edit",
      title: <span className="vh">{messages.common.change}</span>,
      width: "96px",
      render: (each) => (
        <span className="row row-4">
          <button type="button" className="btn small" onClick={() => setEdited(each)}>
            {messages.common.change}
          </button>
          <button
            type="button"
            className="btn ghost icon"
            aria-label={words.removeTheObjectiveOf(each.scenario)}
            onClick={() => setRemoved(each)}
          >
            <Icon name="trash" />
          </button>
        </span>
      ),
    },
  ];
  return (
    <>
      <div className="bar">
        <h1>{words.objectives}</h1>
        <span className="t3 sm">{environment}</span>
        <span className="grow" />
        <button type="button" className="btn primary" onClick={() => setEdited("new")}>
          <Icon name="plus" size={14} />
          {words.newObjective}
        </button>
      </div>
      <div className="content">
        <p className="t2">{words.limitsOnHowAScenario}</p>
        <Waiting query={found} what={words.theObjectives} />
        {found.data && rows.length === 0 && (
          <Empty icon="clock" title={words.noScenarioHasLimitsIn(environment)}>
            <p>{words.setHowFarBehind}</p>
          </Empty>
        )}
        {rows.length > 0 && (
          <DataList
            label={words.objectives}
            columns={columns}
            rows={rows}
            keyOf={(each) => each.scenario}
            least={760}
          />
        )}
      </div>
      {edited && (
        <ObjectiveDialog
          environment={environment}
          objective={edited === "new" ? null : edited}
          onClose={() => setEdited(null)}
          onDone={refresh}
        />
      )}
      {removed && (
        <Confirm
          title={words.removeThisObjective}
          action={words.removeThatOf(removed.scenario)}
          isDangerous
          onClose={() => setRemoved(null)}
          run={() =>
            call(
              api.DELETE("/api/v1/objectives/{environment}/{scenario}", {
                params: { path: { environment, scenario: removed.scenario } },
              }),
            ).then(refresh)
          }
        >
          <p>{words.nobodyIsToldAnyMore(environment)}</p>
        </Confirm>
      )}
    </>
  );
}

function isSilent(objective: Objective): boolean {
  return objective.silent_until !== null && Date.parse(objective.silent_until) > Date.now();
}

function ObjectiveDialog(props: {
  environment: string;
  objective: Objective | null;
  onClose: () => void;
  onDone: () => void;
}) {
  const { environment, objective, onClose, onDone } = props;
  const [scenario, setScenario] = useState(objective?.scenario ?? "");
  const [minutes, setMinutes] = useState(String(objective?.minutes ?? 5));
  const [texts, setTexts] = useState(
    () =>
      Object.fromEntries(MEASURES.map(({ id }) => [id, objective?.[id]?.toString() ?? ""])) as Record<
        Measure,
        string
      >,
  );
  const limits = MEASURES.map(({ id }) => [id, limitOf(texts[id])] as const);
  const isSound =
    scenario.trim() !== "" &&
    limits.every(([, limit]) => limit !== undefined) &&
    limits.some(([, limit]) => limit !== null);
  const save = useMutation({
    mutationFn: () =>
      call(
        api.PUT("/api/v1/objectives/{environment}/{scenario}", {
          params: { path: { environment, scenario: scenario.trim() } },
          body: {
            revision: objective?.revision ?? 0,
            minutes: Number(minutes),
            ...Object.fromEntries(limits),
          },
        }),
      ),
    onSuccess: () => {
      onDone();
      onClose();
    },
  });
  return (
    <Dialog
      title={objective ? words.objectiveOf(objective.scenario) : words.newObjective}
      onClose={onClose}
      onSubmit={() => save.mutate()}
      foot={<Foot action={messages.common.save} isBlocked={save.isPending || !isSound} onClose={onClose} />}
    >
      {!objective && (
        <TextField
          label={messages.common.scenario}
          className="input mono"
          data-autofocus
          value={scenario}
          onChange={(event) => setScenario(event.target.value)}
        />
      )}
      <div className="two">
        {MEASURES.map(({ id, title, unit, hint }) => (
          <TextField
            key={id}
            label={words.atMost(title, unit)}
            hint={hint}
            fault={limitOf(texts[id]) === undefined ? words.aNumberOfAtLeast : undefined}
            className="input"
            inputMode="decimal"
            placeholder={words.noLimit}
            value={texts[id]}
            onChange={(event) => setTexts({ ...texts, [id]: event.target.value })}
          />
        ))}
      </div>
      <TextField
        label={words.judgedOverMinutes}
        className="input"
        type="number"
        min={1}
        max={1440}
        value={minutes}
        onChange={(event) => setMinutes(event.target.value)}
      />
      {save.isError && <Fault error={save.error} />}
    </Dialog>
  );
}
