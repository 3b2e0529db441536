import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, call } from "~/api/client";
import { messageOf } from "~/api/problem";
import { componentsQuery, foldersQuery, templatesQuery } from "~/api/queries";
import { foldersWith, useSession } from "~/api/session";
import type { ScenarioSummary } from "~/api/types";
import { useGo } from "~/frame/view";
import { messages, plural } from "~/messages";
import { scenarios } from "~/messages/scenarios";
import { Dialog, Foot } from "~/ui/Dialog";
import { Field, TextField } from "~/ui/Field";
import { Icon } from "~/ui/Icon";
import { toast } from "~/ui/toast";
import { Miniature } from "./Miniature";

const words = scenarios.dialogs;

const NAME = /^[a-z][a-z0-9-]{0,62}$/;
const NAME_HINT = words.lowerCaseLettersDigits;

/** Start a scenario: empty, or as a copy of a template. */
export function NewDialog({ template: given, onClose }: { template?: string; onClose: () => void }) {
  const go = useGo();
  const queries = useQueryClient();
  const templates = useQuery(templatesQuery);
  const components = useQuery(componentsQuery);
  const categories = new Map(components.data?.components.map((each) => [each.id, each.category]));
  const [template, setTemplate] = useState(given ?? "");
  const about = templates.data?.templates.find((each) => each.name === template);
  const form = useNamed(about ? about.title : "", about ? about.name : "");
  const create = useMutation({
    mutationFn: () => {
      const { name, title, folder } = form;
      return template
        ? call(
            api.POST("/api/v1/templates/{template}/use", {
              params: { path: { template } },
              body: { folder, name, title: title || null },
            }),
          )
        : call(
            api.POST("/api/v1/scenarios", {
              body: { folder, document: { filbert: 1, name, title: title || name, nodes: [], edges: [] } },
            }),
          );
    },
    onSuccess: async (made) => {
      void queries.invalidateQueries({ queryKey: ["scenarios"] });
      void queries.invalidateQueries({ queryKey: ["streams"] });
      onClose();
      go(`/scenarios/${made.name}`);
    },
  });

  return (
    <Dialog
      title={words.newScenario}
      size={720}
      onClose={onClose}
      onSubmit={() => form.isGood && create.mutate()}
      foot={
        <Foot
          action={template ? words.openAsACopy : messages.common.create}
          isBlocked={!form.isGood || create.isPending}
          onClose={onClose}
        />
      }
    >
      <div className="gallery" style={{ gridTemplateColumns: "repeat(auto-fill, minmax(148px, 1fr))" }}>
        <button
          type="button"
          className="template"
          aria-pressed={template === ""}
          onClick={() => setTemplate("")}
        >
          <Miniature document={{}} categories={categories} />
          <span className="about">
            <b>{words.empty}</b>
          </span>
        </button>
        {templates.data?.templates.map((each) => (
          <button
            type="button"
            key={each.name}
            className="template"
            aria-pressed={template === each.name}
            onClick={() => setTemplate(each.name)}
          >
            <Miniature document={each.document} categories={categories} />
            <span className="about">
              <b>{each.title}</b>
            </span>
          </button>
        ))}
      </div>
      <NamedFields form={form} fault={create.isError ? messageOf(create.error) : undefined} />
    </Dialog>
  );
}

/** A scenario from a file, or from a text that is pasted. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const go = useGo();
  const queries = useQueryClient();
  const folders = useFolders();
  const [text, setText] = useState("");
  const [name, setName] = useState("");
  const [chosen, setFolder] = useState("");
  const folder = chosen || folders[0]?.name || "";
  const create = useMutation({
    mutationFn: () =>
      call(api.POST("/api/v1/scenarios/import", { body: { folder, text, ...(name ? { name } : {}) } })),
    onSuccess: (made) => {
      void queries.invalidateQueries({ queryKey: ["scenarios"] });
      onClose();
      go(`/scenarios/${made.name}`);
    },
  });
  return (
    <Dialog
      title={words.importAScenario}
      size={640}
      onClose={onClose}
      onSubmit={() => text.trim() && folder && create.mutate()}
      foot={
        <Foot
          action={words.import}
          isBlocked={!text.trim() || !folder || create.isPending}
          onClose={onClose}
        />
      }
    >
      <TextField
        label={messages.common.file}
        type="file"
        accept=".yaml,.yml,.json"
        onChange={async (event) => {
          const file = event.target.files?.[0];
          if (file) setText(await file.text());
        }}
      />
      <Field label={words.yamlOrJson} fault={create.isError ? messageOf(create.error) : undefined}>
        {(control) => (
          <textarea
            {...control}
            className="input"
            rows={12}
            spellCheck={false}
            placeholder={words.filbert1Name}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      <div className="row" style={{ alignItems: "flex-start", gap: 16 }}>
        <div className="grow">
          <TextField
            label={words.underAnotherName}
            hint={words.leaveItEmptyToKeep}
            className="input mono"
            value={name}
            spellCheck={false}
            onChange={(event) => setName(event.target.value)}
          />
        </div>
        <div className="grow">
          <FolderField value={folder} onChange={setFolder} />
        </div>
      </div>
    </Dialog>
  );
}

/** Another scenario with the same content. */
export function CopyDialog({ scenario, onClose }: { scenario: ScenarioSummary; onClose: () => void }) {
  const go = useGo();
  const queries = useQueryClient();
  const form = useNamed(
    words.titleOfCopy(scenario.title),
    `${scenario.name}-copy`.slice(0, 63),
    scenario.folder,
  );
  const copy = useMutation({
    mutationFn: () =>
      call(
        api.POST("/api/v1/scenarios/{scenario}/copy", {
          params: { path: { scenario: scenario.name } },
          body: { folder: form.folder, name: form.name, title: form.title || null, place: "draft" },
        }),
      ),
    onSuccess: (made) => {
      void queries.invalidateQueries({ queryKey: ["scenarios"] });
      onClose();
      go(`/scenarios/${made.name}`);
    },
  });
  return (
    <Dialog
      title={words.copyOf(scenario.title)}
      onClose={onClose}
      onSubmit={() => form.isGood && copy.mutate()}
      foot={<Foot action={words.openTheCopy} isBlocked={!form.isGood || copy.isPending} onClose={onClose} />}
    >
      <NamedFields form={form} fault={copy.isError ? messageOf(copy.error) : undefined} />
    </Dialog>
  );
}

/** Put scenarios into another folder. */
export function MoveDialog({ scenarios, onClose }: { scenarios: ScenarioSummary[]; onClose: () => void }) {
  const queries = useQueryClient();
  const [folder, setFolder] = useState(scenarios[0]?.folder ?? "");
  const move = useMutation({
    mutationFn: async () => {
      for (const each of scenarios.filter((one) => one.folder !== folder)) {
        const params = { path: { scenario: each.name } };
        await call(
          api.PATCH("/api/v1/scenarios/{scenario}", { params, body: { details: each.details, folder } }),
        );
      }
    },
    onSuccess: () => {
      toast(words.moved(plural(scenarios.length, words.scenario)));
      onClose();
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ["scenarios"] }),
  });
  return (
    <Dialog
      title={
        scenarios.length === 1
          ? words.move(scenarios[0]!.title)
          : words.move(plural(scenarios.length, words.scenario))
      }
      onClose={onClose}
      onSubmit={() => move.mutate()}
      foot={<Foot action={messages.common.move} isBlocked={move.isPending} onClose={onClose} />}
    >
      <FolderField value={folder} onChange={setFolder} />
      {move.isError && (
        <p className="fault">
          <Icon name="error" size={14} />
          {messageOf(move.error)}
        </p>
      )}
    </Dialog>
  );
}

interface Named {
  name: string;
  title: string;
  folder: string;
  isGood: boolean;
  setName: (name: string) => void;
  setTitle: (title: string) => void;
  setFolder: (folder: string) => void;
}

/** Title, name and folder of a new scenario. The name follows the title until somebody writes it. */
function useNamed(givenTitle: string, givenName: string, givenFolder = ""): Named {
  const folders = useFolders();
  const [title, setTitle] = useState<string>();
  const [name, setName] = useState<string>();
  const [chosen, setFolder] = useState(givenFolder);
  const shownTitle = title ?? givenTitle;
  const shownName = name ?? (title === undefined ? givenName : nameOf(title));
  const folder = chosen || folders[0]?.name || "";
  return {
    name: shownName,
    title: shownTitle,
    folder,
    isGood: NAME.test(shownName) && folder !== "",
    setName,
    setTitle,
    setFolder,
  };
}

function nameOf(title: string): string {
  return title
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+|-+$/g, "")
    .slice(0, 63);
}

function NamedFields({ form, fault }: { form: Named; fault?: string }) {
  const isBad = form.name !== "" && !NAME.test(form.name);
  return (
    <>
      <TextField
        label={messages.common.title}
        className="input"
        data-autofocus
        value={form.title}
        maxLength={200}
        onChange={(event) => form.setTitle(event.target.value)}
      />
      <div className="row" style={{ alignItems: "flex-start", gap: 16 }}>
        <div className="grow">
          <TextField
            label={messages.common.name}
            hint={NAME_HINT}
            fault={fault ?? (isBad ? NAME_HINT : undefined)}
            className="input mono"
            value={form.name}
            spellCheck={false}
            onChange={(event) => form.setName(event.target.value)}
          />
        </div>
        <div className="grow">
          <FolderField value={form.folder} onChange={form.setFolder} />
        </div>
      </div>
    </>
  );
}

function useFolders() {
  const session = useSession();
  const { data } = useQuery(foldersQuery);
  const names = foldersWith(session, data?.folders.map((each) => each.name) ?? [], "analyst");
  return data?.folders.filter((each) => names.includes(each.name)) ?? [];
}

function FolderField({ value, onChange }: { value: string; onChange: (folder: string) => void }) {
  const folders = useFolders();
  return (
    <Field label={messages.common.folder} hint={folders.length === 0 ? words.thereIsNoFolderYet : undefined}>
      {(control) => (
        <select
          {...control}
          className="input"
          value={value}
          onChange={(event) => onChange(event.target.value)}
        >
          {folders.map((each) => (
            <option key={each.name} value={each.name}>
              {each.title}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
