import { Menu } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, call } from "~/api/client";
import { messageOf } from "~/api/problem";
import { showNumber } from "~/messages";
import { sample as words } from "~/messages/editor/cases";
import { counts } from "~/messages/editor/counts";
import { Dialog, Foot } from "~/ui/Dialog";
import { Field, TextField } from "~/ui/Field";
import { Icon } from "~/ui/Icon";
import { toastError } from "~/ui/toast";
import { useRunning } from "./running";
import { useView } from "./store";

/** The events that run while one draws: choose pinned ones, or pin others. */
export function SamplePicker({ scenario, mayEdit }: { scenario: string; mayEdit: boolean }) {
  const queries = useQueryClient();
  const isPinning = useView((state) => state.isPinning);
  const sample = useRunning((state) => state.sample);
  const isWorking = useRunning((state) => state.isWorking);
  const found = useQuery({
    queryKey: ["samples", scenario],
    queryFn: ({ signal }) =>
      call(api.GET("/api/v1/scenarios/{scenario}/samples", { params: { path: { scenario } }, signal })),
  });
  const samples = found.data?.samples;
  const shown = samples?.find((each) => each.number === sample);

  // The newest sample runs until another one is chosen.
  useEffect(() => {
    if (!samples || !mayEdit) return;
    if (!samples.some((each) => each.number === sample))
      useRunning.setState({ sample: samples.at(-1)?.number ?? null });
  }, [samples, sample, mayEdit]);

  const remove = useMutation({
    mutationFn: (number: number) =>
      call(
        api.DELETE("/api/v1/scenarios/{scenario}/samples/{sample}", {
          params: { path: { scenario, sample: number } },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["samples", scenario] }),
    onError: toastError,
  });
  if (!mayEdit) return null;
  return (
    <>
      <Menu position="bottom-end" width={280}>
        <Menu.Target>
          <button type="button" className="btn" aria-busy={isWorking}>
            <Icon name="pin" size={14} />
            {shown ? (
              <span>
                <span className="wide-only">{words.sample} </span>
                {counts.events(shown.size)}
              </span>
            ) : (
              words.pin
            )}
            <Icon name="down" size={12} />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {samples?.map((each) => (
            <Menu.Item
              key={each.number}
              leftSection={<Icon name={each.number === sample ? "tick" : "pin"} size={14} />}
              rightSection={<span className="t3 sm">{showNumber(each.size)}</span>}
              onClick={() => useRunning.setState({ sample: each.number })}
            >
              {each.title}
            </Menu.Item>
          ))}
          {samples && samples.length > 0 && <Menu.Divider />}
          <Menu.Item
            leftSection={<Icon name="plus" size={14} />}
            onClick={() => useView.setState({ isPinning: true })}
          >
            {words.pinOthers}
          </Menu.Item>
          {shown && (
            <Menu.Item
              leftSection={<Icon name="trash" size={14} />}
              onClick={() => remove.mutate(shown.number)}
            >
              {words.remove}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {isPinning && (
        <SampleDialog scenario={scenario} onClose={() => useView.setState({ isPinning: false })} />
      )}
    </>
  );
}

function SampleDialog({ scenario, onClose }: { scenario: string; onClose: () => void }) {
  const queries = useQueryClient();
  const [title, setTitle] = useState("");
  const [events, setEvents] = useState("");
  const pin = useMutation({
    mutationFn: () =>
      call(
        api.POST("/api/v1/scenarios/{scenario}/samples", {
          params: { path: { scenario } },
          body: { title: title || words.pastedEvents, events },
        }),
      ),
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: ["samples", scenario] });
      useRunning.setState({ sample: made.number });
      onClose();
    },
  });
  return (
    <Dialog
      title={words.pinEvents}
      size={640}
      onClose={onClose}
      onSubmit={() => events.trim() && pin.mutate()}
      foot={<Foot action={words.pinThem} isBlocked={!events.trim() || pin.isPending} onClose={onClose} />}
    >
      <TextField
        label={words.title}
        className="input"
        data-autofocus
        value={title}
        placeholder={words.pastedEvents}
        maxLength={200}
        onChange={(event) => setTitle(event.target.value)}
      />
      <TextField
        label={words.file}
        type="file"
        accept=".json,.jsonl,.ndjson"
        onChange={async (event) => {
          const file = event.target.files?.[0];
          if (file) setEvents(await file.text());
        }}
      />
      <Field
        label={words.events}
        hint={words.howEventsAreWritten}
        fault={pin.isError ? messageOf(pin.error) : undefined}
      >
        {(control) => (
          <textarea
            {...control}
            className="input"
            rows={12}
            spellCheck={false}
            value={events}
            onChange={(event) => setEvents(event.target.value)}
          />
        )}
      </Field>
    </Dialog>
  );
}
