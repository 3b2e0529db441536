import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, call } from "~/api/client";
import { foldersQuery } from "~/api/queries";
import type { components } from "~/api/schema";
import { covers, useSession } from "~/api/session";
import type { Role } from "~/api/types";
import { messages, showInstant, showNumber, showWhen } from "~/messages";
import { settings } from "~/messages/settings";
import { Confirm, Fault } from "~/ui/Confirm";
import { type Column, DataList } from "~/ui/DataList";
import { Dialog, Foot } from "~/ui/Dialog";
import { Empty } from "~/ui/Empty";
import { TextField } from "~/ui/Field";
import { Icon } from "~/ui/Icon";
import { toast, toastError } from "~/ui/toast";
import { Waiting } from "~/ui/Waiting";
import { ROLES } from "./roles";
import { usersQuery } from "./Users";

const words = settings.folders;

type Folder = components["schemas"]["FolderAnswer"];

/** Folders hold scenarios and streams; roles are given in them. */
export function Folders() {
  const session = useSession();
  const found = useQuery(foldersQuery);
  const [opened, setOpened] = useState<Folder | "new" | null>(null);
  const rows = found.data?.folders ?? [];
  const columns: Column<Folder>[] = [
    {
      id: "folder",
      title: messages.common.folder,
      width: "minmax(200px, 2fr)",
      render: (each) => (
        <>
          <b>{each.title || each.name}</b>
          <small className="mono">{each.name}</small>
        </>
      ),
    },
    {
      id: "role",
      title: words.yourRole,
      width: "120px",
      render: (each) => <span className="badge">{each.role}</span>,
    },
    {
      id: "created",
      title: words.created,
      width: "140px",
      render: (each) => <span title={showInstant(each.created_at)}>{showWhen(each.created_at)}</span>,
    },
  ];
  return (
    <>
      <div className="bar">
        <h1>
          {words.folders} {found.data && <span className="count">{showNumber(rows.length)}</span>}
        </h1>
        <span className="grow" />
        {session.is_administrator && (
          <button type="button" className="btn primary" onClick={() => setOpened("new")}>
            <Icon name="plus" size={14} />
            {words.newFolder}
          </button>
        )}
      </div>
      <div className="content">
        <Waiting query={found} what={words.theFolders} />
        {found.data && rows.length === 0 && (
          <Empty icon="branch" title={words.noFoldersYet}>
            <p>{session.is_administrator ? words.scenariosAndStreamsLie : words.youHaveNoRole}</p>
          </Empty>
        )}
        {rows.length > 0 && (
          <DataList
            label={words.folders}
            columns={columns}
            rows={rows}
            keyOf={(each) => each.name}
            onOpen={setOpened}
          />
        )}
      </div>
      {opened === "new" && <NewFolder onClose={() => setOpened(null)} />}
      {opened !== null && opened !== "new" && <Members folder={opened} onClose={() => setOpened(null)} />}
    </>
  );
}

function NewFolder({ onClose }: { onClose: () => void }) {
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const [title, setTitle] = useState("");
  const create = useMutation({
    mutationFn: () => call(api.POST("/api/v1/folders", { body: { name, title: title || name } })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["folders"] });
      onClose();
      toast(words.theFolderIsThereGive(name));
    },
  });
  return (
    <Dialog
      title={words.newFolder}
      onClose={onClose}
      onSubmit={() => create.mutate()}
      foot={<Foot action={messages.common.create} isBlocked={create.isPending || !name} onClose={onClose} />}
    >
      <TextField
        label={messages.common.name}
        hint={words.lowerCaseLettersDigits}
        className="input mono"
        data-autofocus
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <TextField
        label={messages.common.title}
        className="input"
        value={title}
        onChange={(event) => setTitle(event.target.value)}
      />
      {create.isError && <Fault error={create.error} />}
    </Dialog>
  );
}

/** One folder: its title, and who may do what in it. */
function Members({ folder, onClose }: { folder: Folder; onClose: () => void }) {
  const session = useSession();
  const queries = useQueryClient();
  const mayGive = covers(session, folder.name, "admin");
  const [title, setTitle] = useState(folder.title);
  const [removing, setRemoving] = useState(false);
  const [added, setAdded] = useState("");
  const members = useQuery({
    queryKey: ["members", folder.name],
    queryFn: ({ signal }) =>
      call(
        api.GET("/api/v1/folders/{folder}/members", { params: { path: { folder: folder.name } }, signal }),
      ),
  });
  const users = useQuery({ ...usersQuery, enabled: session.is_administrator });
  const refresh = () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: ["members"] }),
      queries.invalidateQueries({ queryKey: ["roles"] }),
    ]);
  const set = useMutation({
    mutationFn: async ({ user, role }: { user: string; role: Role | "" }): Promise<void> => {
      const params = { path: { folder: folder.name, user } };
      await (role
        ? call(api.PUT("/api/v1/folders/{folder}/members/{user}", { params, body: { role } }))
        : call(api.DELETE("/api/v1/folders/{folder}/members/{user}", { params })));
    },
    onSuccess: () => setAdded(""),
    onError: toastError,
    onSettled: refresh,
  });
  const rename = useMutation({
    mutationFn: () =>
      call(
        api.PATCH("/api/v1/folders/{folder}", {
          params: { path: { folder: folder.name } },
          body: { revision: folder.revision, title },
        }),
      ),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["folders"] });
      onClose();
    },
  });
  const held = Object.entries(members.data?.members ?? {}).sort(([one], [other]) => one.localeCompare(other));
  const others = (users.data?.users ?? []).filter(
    (each) => members.data && !(each.name in members.data.members),
  );

  if (removing) {
    return (
      <Confirm
        title={words.removeThisFolder}
        action={words.remove(folder.name)}
        isDangerous
        onClose={onClose}
        run={() =>
          call(api.DELETE("/api/v1/folders/{folder}", { params: { path: { folder: folder.name } } })).then(
            () => queries.invalidateQueries({ queryKey: ["folders"] }),
          )
        }
      >
        <p>{words.onlyAnEmptyFolderCan}</p>
      </Confirm>
    );
  }
  return (
    <Dialog
      title={folder.title || folder.name}
      size={600}
      onClose={onClose}
      onSubmit={() => mayGive && title !== folder.title && rename.mutate()}
      foot={
        <>
          {session.is_administrator && (
            <button type="button" className="btn danger" onClick={() => setRemoving(true)}>
              {words.removeTheFolder}
            </button>
          )}
          <span className="grow" />
          <button type="button" className="btn" onClick={onClose}>
            {messages.common.close}
          </button>
          {mayGive && (
            <button
              type="submit"
              className="btn primary"
              disabled={rename.isPending || title === folder.title}
            >
              {words.saveTheTitle}
            </button>
          )}
        </>
      }
    >
      <TextField
        label={messages.common.title}
        fault={rename.isError ? String(rename.error.message) : undefined}
        className="input"
        value={title}
        disabled={!mayGive}
        onChange={(event) => setTitle(event.target.value)}
      />
      <div className="col">
        <h2>{words.whoMayDoWhat}</h2>
        <Waiting query={members} what={words.theMembers} rows={3} />
        {members.data && held.length === 0 && (
          <p className="t2">{words.nobodyButAdministratorsGiveSomebody}</p>
        )}
        <div className="setting-lines" style={{ maxHeight: 320, overflow: "auto" }}>
          {held.map(([user, role]) => (
            <div className="line" key={user} style={{ gridTemplateColumns: "minmax(0, 1fr) 160px 28px" }}>
              <span className="cut">{user}</span>
              <select
                className="input"
                aria-label={words.roleOf(user)}
                value={role}
                disabled={!mayGive || set.isPending}
                onChange={(event) => set.mutate({ user, role: event.target.value as Role })}
              >
                {ROLES.map(([each]) => (
                  <option key={each} value={each}>
                    {each}
                  </option>
                ))}
              </select>
              {mayGive && (
                <button
                  type="button"
                  className="btn ghost icon"
                  aria-label={words.takeTheRoleOf(user)}
                  onClick={() => set.mutate({ user, role: "" })}
                >
                  <Icon name="cross" />
                </button>
              )}
            </div>
          ))}
        </div>
        {mayGive && (
          <div className="row">
            <input
              className="input"
              aria-label={words.userToGiveARole}
              placeholder={words.nameOfAUser}
              list="folder-users"
              value={added}
              onChange={(event) => setAdded(event.target.value)}
            />
            <datalist id="folder-users">
              {others.map((each) => (
                <option key={each.name} value={each.name}>
                  {each.title}
                </option>
              ))}
            </datalist>
            <button
              type="button"
              className="btn"
              disabled={!added || set.isPending}
              onClick={() => set.mutate({ user: added, role: "viewer" })}
            >
              {words.addAsViewer}
            </button>
          </div>
        )}
        <dl className="sm t2 col row-4">
          {ROLES.map(([role, meaning]) => (
            <div key={role} className="row" style={{ alignItems: "baseline" }}>
              <dt style={{ width: 64, flex: "none", fontWeight: 600 }}>{role}</dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
      </div>
    </Dialog>
  );
}
