import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, call } from "~/api/client";
import { ApiError } from "~/api/problem";
import { foldersQuery } from "~/api/queries";
import { foldersWith, useSession } from "~/api/session";
import { useGo } from "~/frame/view";
import { messages } from "~/messages";
import { streams } from "~/messages/streams";
import { Fault } from "~/ui/Confirm";
import { Dialog } from "~/ui/Dialog";
import { Field, TextField } from "~/ui/Field";
import { Icon } from "~/ui/Icon";
import { toast } from "~/ui/toast";
import { StreamFields, StreamProblems } from "./StreamFields";
import { documentOf, faultsOf, formOf, type StreamForm } from "./stream";

const words = streams.createStream;

/** A stream from a pasted sample of its records, or field by field. */
export function CreateStream({ onClose }: { onClose: () => void }) {
  const session = useSession();
  const queries = useQueryClient();
  const go = useGo();
  const folders = useQuery(foldersQuery);
  const mine = foldersWith(session, folders.data?.folders.map((each) => each.name) ?? [], "analyst");
  const [chosen, setFolder] = useState("");
  const folder = chosen || mine[0] || "";
  const [name, setName] = useState("");
  const [sample, setSample] = useState("");
  const [notes, setNotes] = useState<string[]>([]);
  const [form, setForm] = useState<StreamForm | null>(null);

  const infer = useMutation({
    mutationFn: () => call(api.POST("/api/v1/streams/infer", { body: { name, sample } })),
    onSuccess: (found) => {
      setForm(formOf(found.document));
      setNotes(found.notes);
    },
  });
  const create = useMutation({
    mutationFn: () => call(api.POST("/api/v1/streams", { body: { folder, document: documentOf(form!) } })),
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: ["streams"] });
      onClose();
      go(`/streams/${made.name}`);
      toast(words.theStreamIsThereEvery(made.name));
    },
  });
  const isGood = form !== null && form.name.trim() !== "" && faultsOf(form).size === 0 && folder !== "";

  return (
    <Dialog
      title={words.newStream}
      size={880}
      onClose={onClose}
      onSubmit={() => {
        if (form === null) {
          if (name && sample.trim()) infer.mutate();
        } else if (isGood) create.mutate();
      }}
      foot={
        <>
          {form !== null && (
            <button type="button" className="btn" onClick={() => setForm(null)}>
              <Icon name="back" size={14} />
              {words.backToTheSample}
            </button>
          )}
          <span className="grow" />
          <button type="button" className="btn" onClick={onClose}>
            {messages.common.cancel}
          </button>
          {form === null ? (
            <button
              type="submit"
              className="btn primary"
              disabled={infer.isPending || !name || !sample.trim()}
            >
              {infer.isPending ? words.reading : words.readTheTypes}
            </button>
          ) : (
            <button type="submit" className="btn primary" disabled={create.isPending || !isGood}>
              {words.create(form.name || words.theStream)}
            </button>
          )}
        </>
      }
    >
      {form === null ? (
        <>
          <p className="t2">{words.pasteSomeRecords}</p>
          <div className="two">
            <TextField
              label={messages.common.name}
              hint={words.lowerCaseLettersDigits}
              className="input mono"
              data-autofocus
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          </div>
          <Field
            label={words.sample}
            hint={words.jsonOneRecordAList}
            aside={
              <button
                type="button"
                className="link sm"
                onClick={() =>
                  setForm(formOf({ stream: name, topic: name, fields: { id: "STRING" }, format: "json" }))
                }
              >
                {words.withoutASampleField}
              </button>
            }
          >
            {(control) => (
              <textarea
                {...control}
                className="input"
                rows={12}
                spellCheck={false}
                placeholder={words.exampleRecord}
                value={sample}
                onChange={(event) => setSample(event.target.value)}
              />
            )}
          </Field>
          {infer.isError && <Fault error={infer.error} />}
        </>
      ) : (
        <>
          {notes.length > 0 && (
            <div className="notice info">
              <Icon name="help" />
              <ul>
                {notes.map((each) => (
                  <li key={each}>{each}</li>
                ))}
              </ul>
            </div>
          )}
          <Field label={messages.common.folder} hint={words.whoMayChangeItEverybody}>
            {(control) => (
              <select
                {...control}
                className="input"
                style={{ maxWidth: 280 }}
                value={folder}
                onChange={(event) => setFolder(event.target.value)}
              >
                {mine.map((each) => (
                  <option key={each} value={each}>
                    {folders.data?.folders.find((found) => found.name === each)?.title ?? each}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <StreamFields
            form={form}
            isNew
            onChange={(part) => setForm((old) => (old === null ? old : { ...old, ...part }))}
          />
          {create.error instanceof ApiError && <StreamProblems body={create.error.body} />}
          {create.isError && <Fault error={create.error} />}
        </>
      )}
    </Dialog>
  );
}
