import { Menu } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { api, call } from "~/api/client";
import { foldersQuery } from "~/api/queries";
import type { components } from "~/api/schema";
import { useSession } from "~/api/session";
import type { Role } from "~/api/types";
import { messages, showInstant, showNumber, showWhen } from "~/messages";
import { settings } from "~/messages/settings";
import { Confirm, Fault } from "~/ui/Confirm";
import { type Column, DataList } from "~/ui/DataList";
import { Dialog, Foot } from "~/ui/Dialog";
import { Empty } from "~/ui/Empty";
import { TextField } from "~/ui/Field";
import { Icon } from "~/ui/Icon";
import { Search } from "~/ui/Search";
import { toast, toastError } from "~/ui/toast";
import { Waiting } from "~/ui/Waiting";
import { ROLES } from "./roles";

const words = settings.users;

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
      title: messages.common.user,
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
      title: messages.common.state,
      width: "220px",
      render: (each) => (
        <span className="row row-4">
          {each.is_active ? (
            <span className="badge ok">
              <Icon name="tick" size={12} />
              {words.active}
            </span>
          ) : (
            <span className="badge danger">
              <Icon name="lock" size={12} />
              {words.locked}
            </span>
          )}
          {each.is_administrator && <span className="badge info">{words.administrator}</span>}
        </span>
      ),
    },
    {
      id: "factor",
      title: words.secondFactor,
      width: "112px",
      render: (each) => (each.has_second_factor ? "on" : <span className="t3">{words.off}</span>),
    },
    {
      id: "password",
      title: words.passwordSet,
      width: "136px",
      render: (each) => (
        <span title={showInstant(each.password_changed_at)}>{showWhen(each.password_changed_at)}</span>
      ),
    },
    {
      id: "more",
      title: <span className="vh">{messages.common.more}</span>,
      width: "28px",
      render: (user) => (
        <Menu position="bottom-end">
          <Menu.Target>
            <button
              type="button"
              className="btn ghost icon"
              aria-label={words.moreFor(user.title || user.name)}
            >
              <Icon name="more" />
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => setOpened({ kind: "edit", user })}>{messages.common.edit}</Menu.Item>
            <Menu.Item onClick={() => setOpened({ kind: "roles", user })}>{words.rolesInFolders}</Menu.Item>
            <Menu.Item onClick={() => setOpened({ kind: "password", user })}>
              {words.setAnotherPassword}
            </Menu.Item>
            {user.has_second_factor && (
              <Menu.Item onClick={() => setOpened({ kind: "factor", user })}>
                {words.removeTheSecondFactor}
              </Menu.Item>
            )}
            {user.name !== session.user && (
              <>
                <Menu.Divider />
                <Menu.Item onClick={() => setOpened({ kind: "lock", user })}>
                  {user.is_active ? words.lock : words.unlock}
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
        <h1>
          {words.users} {found.data && <span className="count">{showNumber(found.data.users.length)}</span>}
        </h1>
        <span className="grow" />
        <button type="button" className="btn primary" onClick={() => setOpened({ kind: "new" })}>
          <Icon name="plus" size={14} />
          {words.newUser}
        </button>
      </div>
      <div className="content">
        <Search
          style={{ flex: "none" }}
          text={text}
          setText={setText}
          label={words.searchUsers}
          placeholder={messages.common.name}
        />
        <Waiting query={found} what={words.theUsers} />
        {found.data && rows.length === 0 && (
          <Empty icon="search" title={words.noUserFits}>
            <p>{words.nobodysNameHolds(text)}</p>
          </Empty>
        )}
        {rows.length > 0 && (
          <DataList
            label={words.users}
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
          title={opened.user.is_active ? words.lockThisUser : words.unlockThisUser}
          action={opened.user.is_active ? words.lockOf(opened.user.name) : words.unlockOf(opened.user.name)}
          isDangerous={opened.user.is_active}
          onClose={() => setOpened(null)}
          run={() => patch(opened.user, { is_active: !opened.user.is_active })}
        >
          <p>{opened.user.is_active ? words.theyAreSignedOutEverywhere : words.theyCanSignInAgain}</p>
        </Confirm>
      )}
      {opened?.kind === "factor" && (
        <Confirm
          title={words.removeTheSecondFactorTitle}
          action={words.removeItFor(opened.user.name)}
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
          <p>{words.forSomebodyWhoLost}</p>
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
      toast(words.canSignInNowGive(name));
    },
  });
  return (
    <Dialog
      title={words.newUser}
      onClose={onClose}
      onSubmit={() => create.mutate()}
      foot={
        <Foot
          action={messages.common.create}
          isBlocked={create.isPending || !name || !password}
          onClose={onClose}
        />
      }
    >
      <TextField
        label={words.nameToSignInWith}
        hint={words.lowerCaseLettersDigits}
        className="input mono"
        autoComplete="off"
        data-autofocus
        required
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <TextField
        label={words.fullName}
        className="input"
        autoComplete="off"
        value={title}
        onChange={(event) => setTitle(event.target.value)}
      />
      <TextField
        label={words.firstPassword}
        hint={words.theyShouldChange}
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
        {words.administratorMayDoEverything}
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
      foot={<Foot action={messages.common.save} isBlocked={work.isPending} onClose={onClose} />}
    >
      <TextField
        label={words.fullName}
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
        {words.administratorMayDoEverything}
      </label>
      {isSelf && <p className="hint">{words.anotherAdministratorMustTake}</p>}
      <p className="t3 sm">{words.created(showInstant(user.created_at))}</p>
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
      toast(words.hasAnotherPassword(user.name));
    },
  });
  return (
    <Dialog
      title={words.anotherPasswordFor(user.name)}
      onClose={onClose}
      onSubmit={() => work.mutate()}
      foot={<Foot action={words.setThePassword} isBlocked={work.isPending || !password} onClose={onClose} />}
    >
      <p className="notice warn">
        <Icon name="warning" />
        {words.itEndsAllTheirSessions}
      </p>
      <TextField
        label={words.newPassword}
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
    <Dialog title={words.rolesOf(user.title || user.name)} onClose={onClose}>
      {user.is_administrator && (
        <p className="notice">
          <Icon name="person" />
          {words.anAdministratorMayDoEverything}
        </p>
      )}
      <Waiting query={folders.data ? roles : folders} what={words.theRoles} rows={3} />
      {folders.data && names.length === 0 && <p>{words.thereIsNoFolderYet}</p>}
      {roles.data && (
        <div className="setting-lines" style={{ maxHeight: 400, overflow: "auto" }}>
          {folders.data?.folders.map((each) => (
            <label key={each.name} className="line" style={{ gridTemplateColumns: "minmax(0, 1fr) 160px" }}>
              <span className="cut">{each.title || each.name}</span>
              <select
                className="input"
                value={roles.data[each.name] ?? ""}
                disabled={set.isPending}
                onChange={(event) => set.mutate({ folder: each.name, role: event.target.value as Role | "" })}
              >
                <option value="">{words.noRole}</option>
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
