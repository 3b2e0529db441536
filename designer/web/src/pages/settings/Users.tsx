import { Menu } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { api, call } from "~/api/client";
import { foldersQuery } from "~/api/queries";
import type { components } from "~/api/schema";
import { useSession } from "~/api/session";
import type { Role } from "~/api/types";
import { showInstant, showNumber, showWhen } from "~/messages";
import { Confirm, Fault } from "~/ui/Confirm";
import { type Column, DataList } from "~/ui/DataList";
import { Dialog, Foot } from "~/ui/Dialog";
import { Empty, Failed, Loading } from "~/ui/Empty";
import { TextField } from "~/ui/Field";
import { Icon } from "~/ui/Icon";
import { toast, toastError } from "~/ui/toast";
import { ROLES } from "./roles";

type User = components["schemas"]["UserAnswer"];
type Opened =
  | { kind: "new" }
  | { kind: "edit" | "password" | "lock" | "factor" | "roles"; user: User }
  | null;

export const usersQuery = {
  queryKey: ["users"],
  queryFn: ({ signal }: { signal: AbortSignal }) => call(api.GET("/api/v1/users", { signal })),
};

/** Who may sign in. */
export function Users() {
  const session = useSession();
  const queries = useQueryClient();
  const found = useQuery(usersQuery);
  const [text, setText] = useState("");
  const [opened, setOpened] = useState<Opened>(null);
  const refresh = () => queries.invalidateQueries({ queryKey: ["users"] });
  const rows = useMemo(
    () =>
      (found.data?.users ?? []).filter((each) =>
        `${each.name} ${each.title}`.toLowerCase().includes(text.trim().toLowerCase()),
      ),
    [found.data, text],
  );
  const columns: Column<User>[] = [
    {
      id: "user",
      title: "User",
      width: "minmax(200px, 2fr)",
      render: (each) => (
        <>
          <b className={each.is_active ? undefined : "t3"}>{each.title || each.name}</b>
          <small className="mono">{each.name}</small>
        </>
      ),
    },
    {
      id: "state",
      title: "State",
      width: "220px",
      render: (each) => (
        <span className="row row-4">
          {each.is_active ? (
            <span className="badge ok">
              <Icon name="tick" size={12} />
              active
            </span>
          ) : (
            <span className="badge danger">
              <Icon name="lock" size={12} />
              locked
            </span>
          )}
          {each.is_administrator && <span className="badge info">administrator</span>}
        </span>
      ),
    },
    {
      id: "factor",
      title: "Second factor",
      width: "112px",
      render: (each) => (each.has_second_factor ? "on" : <span className="t3">off</span>),
    },
    {
      id: "password",
      title: "Password set",
      width: "136px",
      render: (each) => (
        <span title={showInstant(each.password_changed_at)}>{showWhen(each.password_changed_at)}</span>
      ),
    },
    {
      id: "more",
      title: <span className="vh">More</span>,
      width: "28px",
      render: (user) => (
        <Menu position="bottom-end">
          <Menu.Target>
            <button
              type="button"
              className="btn ghost icon"
              aria-label={`More for ${user.title || user.name}`}
            >
              <Icon name="more" />
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => setOpened({ kind: "edit", user })}>Edit</Menu.Item>
            <Menu.Item onClick={() => setOpened({ kind: "roles", user })}>Roles in folders</Menu.Item>
            <Menu.Item onClick={() => setOpened({ kind: "password", user })}>Set another password</Menu.Item>
            {user.has_second_factor && (
              <Menu.Item onClick={() => setOpened({ kind: "factor", user })}>
                Remove the second factor
              </Menu.Item>
            )}
            {user.name !== session.user && (
              <>
                <Menu.Divider />
                <Menu.Item onClick={() => setOpened({ kind: "lock", user })}>
                  {user.is_active ? "Lock" : "Unlock"}
                </Menu.Item>
              </>
            )}
          </Menu.Dropdown>
        </Menu>
      ),
    },
  ];
  const patch = (user: User, body: Partial<User>) =>
    call(
      api.PATCH("/api/v1/users/{user}", {
        params: { path: { user: user.name } },
        body: { revision: user.revision, ...body },
      }),
    ).finally(refresh);

  return (
    <>
      <div className="bar">
        <h1>Users {found.data && <span className="count">{showNumber(found.data.users.length)}</span>}</h1>
        <span className="grow" />
        <button type="button" className="btn primary" onClick={() => setOpened({ kind: "new" })}>
          <Icon name="plus" size={14} />
          New user
        </button>
      </div>
      <div className="content">
        <label className="search" style={{ width: 320, maxWidth: "100%", flex: "none" }}>
          <Icon name="search" size={14} />
          <input
            type="search"
            value={text}
            placeholder="Name"
            aria-label="Search users"
            onChange={(event) => setText(event.target.value)}
          />
        </label>
        {found.isPending && <Loading what="users" />}
        {found.isError && <Failed what="The users" error={found.error} again={() => void found.refetch()} />}
        {found.data && rows.length === 0 && (
          <Empty icon="search" title="No user fits">
            <p>Nobody's name holds “{text}”.</p>
          </Empty>
        )}
        {rows.length > 0 && (
          <DataList
            label="Users"
            columns={columns}
            rows={rows}
            keyOf={(each) => each.name}
            onOpen={(user) => setOpened({ kind: "edit", user })}
            least={760}
          />
        )}
      </div>
      {opened?.kind === "new" && <UserDialog onClose={() => setOpened(null)} onDone={refresh} />}
      {opened?.kind === "edit" && (
        <EditDialog
          user={opened.user}
          isSelf={opened.user.name === session.user}
          onClose={() => setOpened(null)}
          save={(body) => patch(opened.user, body)}
        />
      )}
      {opened?.kind === "roles" && <RolesDialog user={opened.user} onClose={() => setOpened(null)} />}
      {opened?.kind === "password" && (
        <PasswordDialog user={opened.user} onClose={() => setOpened(null)} onDone={refresh} />
      )}
      {opened?.kind === "lock" && (
        <Confirm
          title={opened.user.is_active ? "Lock this user?" : "Unlock this user?"}
          action={opened.user.is_active ? `Lock ${opened.user.name}` : `Unlock ${opened.user.name}`}
          isDangerous={opened.user.is_active}
          onClose={() => setOpened(null)}
          run={() => patch(opened.user, { is_active: !opened.user.is_active })}
        >
          <p>
            {opened.user.is_active
              ? "They are signed out everywhere at once and cannot sign in; what they drew stays, and so do their roles."
              : "They can sign in again, with the password and the roles they had."}
          </p>
        </Confirm>
      )}
      {opened?.kind === "factor" && (
        <Confirm
          title="Remove the second factor?"
          action={`Remove it for ${opened.user.name}`}
          isDangerous
          onClose={() => setOpened(null)}
          run={() =>
            call(
              api.DELETE("/api/v1/users/{user}/second-factor", {
                params: { path: { user: opened.user.name } },
              }),
            ).then(refresh)
          }
        >
          <p>
            For somebody who lost the device. The password alone is enough then, until they set it up anew.
          </p>
        </Confirm>
      )}
    </>
  );
}

function UserDialog({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const [name, setName] = useState("");
  const [title, setTitle] = useState("");
  const [password, setPassword] = useState("");
  const [isAdministrator, setAdministrator] = useState(false);
  const create = useMutation({
    mutationFn: () =>
      call(api.POST("/api/v1/users", { body: { name, title, password, is_administrator: isAdministrator } })),
    onSuccess: () => {
      onDone();
      onClose();
      toast(`${name} can sign in now. Give them a role in a folder, and ask them to change the password.`);
    },
  });
  return (
    <Dialog
      title="New user"
      onClose={onClose}
      onSubmit={() => create.mutate()}
      foot={<Foot action="Create" isBlocked={create.isPending || !name || !password} onClose={onClose} />}
    >
      <TextField
        label="Name to sign in with"
        hint="Lower-case letters, digits and hyphens. It stays."
        className="input mono"
        autoComplete="off"
        data-autofocus
        required
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <TextField
        label="Full name"
        className="input"
        autoComplete="off"
        value={title}
        onChange={(event) => setTitle(event.target.value)}
      />
      <TextField
        label="First password"
        hint="They should change it at once, under “Your account”."
        className="input"
        type="password"
        autoComplete="new-password"
        required
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      <label className="check">
        <input
          type="checkbox"
          checked={isAdministrator}
          onChange={(event) => setAdministrator(event.target.checked)}
        />
        Administrator: may do everything in every folder
      </label>
      {create.isError && <Fault error={create.error} />}
    </Dialog>
  );
}

function EditDialog(props: {
  user: User;
  isSelf: boolean;
  onClose: () => void;
  save: (body: Partial<User>) => Promise<unknown>;
}) {
  const { user, isSelf, onClose, save } = props;
  const [title, setTitle] = useState(user.title);
  const [isAdministrator, setAdministrator] = useState(user.is_administrator);
  const work = useMutation({
    mutationFn: () => save({ title, is_administrator: isAdministrator }),
    onSuccess: onClose,
  });
  return (
    <Dialog
      title={user.name}
      onClose={onClose}
      onSubmit={() => work.mutate()}
      foot={<Foot action="Save" isBlocked={work.isPending} onClose={onClose} />}
    >
      <TextField
        label="Full name"
        className="input"
        data-autofocus
        value={title}
        onChange={(event) => setTitle(event.target.value)}
      />
      <label className="check">
        <input
          type="checkbox"
          checked={isAdministrator}
          disabled={isSelf}
          onChange={(event) => setAdministrator(event.target.checked)}
        />
        Administrator: may do everything in every folder
      </label>
      {isSelf && <p className="hint">Another administrator must take this from you.</p>}
      <p className="t3 sm">Created {showInstant(user.created_at)}</p>
      {work.isError && <Fault error={work.error} />}
    </Dialog>
  );
}

function PasswordDialog({ user, onClose, onDone }: { user: User; onClose: () => void; onDone: () => void }) {
  const [password, setPassword] = useState("");
  const work = useMutation({
    mutationFn: () =>
      call(
        api.POST("/api/v1/users/{user}/password", {
          params: { path: { user: user.name } },
          body: { password },
        }),
      ),
    onSuccess: () => {
      onDone();
      onClose();
      toast(`${user.name} has another password.`);
    },
  });
  return (
    <Dialog
      title={`Another password for ${user.name}`}
      onClose={onClose}
      onSubmit={() => work.mutate()}
      foot={<Foot action="Set the password" isBlocked={work.isPending || !password} onClose={onClose} />}
    >
      <p className="notice warn">
        <Icon name="warning" />
        It ends all their sessions and removes their API tokens.
      </p>
      <TextField
        label="New password"
        className="input"
        type="password"
        autoComplete="new-password"
        data-autofocus
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      {work.isError && <Fault error={work.error} />}
    </Dialog>
  );
}

/** The roles of one user, folder by folder; each choice is saved at once. */
function RolesDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const queries = useQueryClient();
  const folders = useQuery(foldersQuery);
  const names = folders.data?.folders.map((each) => each.name) ?? [];
  const roles = useQuery({
    queryKey: ["roles", user.name, names],
    enabled: folders.isSuccess,
    queryFn: async ({ signal }) => {
      const found: Record<string, Role | undefined> = {};
      for (const folder of names) {
        const params = { path: { folder } };
        const { members } = await call(api.GET("/api/v1/folders/{folder}/members", { params, signal }));
        found[folder] = members[user.name];
      }
      return found;
    },
  });
  const set = useMutation({
    mutationFn: async ({ folder, role }: { folder: string; role: Role | "" }): Promise<void> => {
      const params = { path: { folder, user: user.name } };
      await (role
        ? call(api.PUT("/api/v1/folders/{folder}/members/{user}", { params, body: { role } }))
        : call(api.DELETE("/api/v1/folders/{folder}/members/{user}", { params })));
    },
    onError: toastError,
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ["roles"] }),
        queries.invalidateQueries({ queryKey: ["members"] }),
      ]),
  });
  return (
    <Dialog title={`Roles of ${user.title || user.name}`} onClose={onClose}>
      {user.is_administrator && (
        <p className="notice">
          <Icon name="person" />
          An administrator may do everything in every folder, whatever stands here.
        </p>
      )}
      {(folders.isPending || (roles.isPending && names.length > 0)) && <Loading what="roles" rows={3} />}
      {roles.isError && <Failed what="The roles" error={roles.error} again={() => void roles.refetch()} />}
      {folders.data && names.length === 0 && (
        <p>There is no folder yet. Make one under “Folders and roles”.</p>
      )}
      {roles.data && (
        <div className="rows" style={{ maxHeight: 400, overflow: "auto" }}>
          {folders.data?.folders.map((each) => (
            <label key={each.name} className="line" style={{ gridTemplateColumns: "minmax(0, 1fr) 160px" }}>
              <span className="cut">{each.title || each.name}</span>
              <select
                className="input"
                value={roles.data[each.name] ?? ""}
                disabled={set.isPending}
                onChange={(event) => set.mutate({ folder: each.name, role: event.target.value as Role | "" })}
              >
                <option value="">no role</option>
                {ROLES.map(([role]) => (
                  <option key={role} value={role}>
                    {role}
                  </option>
                ))}
              </select>
            </label>
          ))}
        </div>
      )}
    </Dialog>
  );
}
