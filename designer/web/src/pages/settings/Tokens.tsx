import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, call } from "~/api/client";
import type { components } from "~/api/schema";
import type { Role } from "~/api/types";
import { showInstant, showWhen } from "~/messages";
import { Confirm, Fault } from "~/ui/Confirm";
import { type Column, DataList } from "~/ui/DataList";
import { Dialog, Foot } from "~/ui/Dialog";
import { Empty, Failed, Loading } from "~/ui/Empty";
import { Field, TextField } from "~/ui/Field";
import { Icon } from "~/ui/Icon";
import { toast } from "~/ui/toast";
import { ROLES } from "./roles";

type Token = components["schemas"]["TokenAnswer"];

/** What programs sign in with, in the caller's name. */
export function Tokens() {
  const queries = useQueryClient();
  const found = useQuery({
    queryKey: ["tokens"],
    queryFn: ({ signal }) => call(api.GET("/api/v1/tokens", { signal })),
  });
  const [isNew, setNew] = useState(false);
  const [removed, setRemoved] = useState<Token | null>(null);
  const refresh = () => queries.invalidateQueries({ queryKey: ["tokens"] });
  const rows = found.data?.tokens ?? [];
  const columns: Column<Token>[] = [
    {
      id: "title",
      title: "What it is for",
      width: "minmax(180px, 2fr)",
      render: (each) => <b>{each.title}</b>,
    },
    {
      id: "role",
      title: "At most",
      width: "96px",
      render: (each) => <span className="badge">{each.role}</span>,
    },
    {
      id: "used",
      title: "Last used",
      width: "128px",
      render: (each) => (each.used_at ? showWhen(each.used_at) : <span className="t3">never</span>),
    },
    {
      id: "expires",
      title: "Valid until",
      width: "168px",
      render: (each) =>
        Date.parse(each.expires_at) < Date.now() ? (
          <span className="badge warn">expired {showWhen(each.expires_at)}</span>
        ) : (
          showInstant(each.expires_at)
        ),
    },
    {
      id: "remove",
      title: <span className="vh">Remove</span>,
      width: "28px",
      render: (each) => (
        <button
          type="button"
          className="btn ghost icon"
          aria-label={`Remove ${each.title}`}
          onClick={() => setRemoved(each)}
        >
          <Icon name="trash" />
        </button>
      ),
    },
  ];
  return (
    <>
      <div className="bar">
        <h1>API tokens</h1>
        <span className="grow" />
        <button type="button" className="btn primary" onClick={() => setNew(true)}>
          <Icon name="plus" size={14} />
          New token
        </button>
      </div>
      <div className="content">
        <p className="t2">
          A program signs in with a token in your name: <code>Authorization: Bearer …</code>. It can do what
          you may do, and never more than the token's role.
        </p>
        {found.isPending && <Loading what="tokens" />}
        {found.isError && (
          <Failed what="Your tokens" error={found.error} again={() => void found.refetch()} />
        )}
        {found.data && rows.length === 0 && (
          <Empty icon="lock" title="You have no tokens">
            <p>Make one for the command line or for a program that reads from Filbert.</p>
          </Empty>
        )}
        {rows.length > 0 && (
          <DataList
            label="API tokens"
            columns={columns}
            rows={rows}
            keyOf={(each) => each.number}
            least={700}
          />
        )}
      </div>
      {isNew && <NewToken onClose={() => setNew(false)} onDone={refresh} />}
      {removed && (
        <Confirm
          title="Remove this token?"
          action={`Remove “${removed.title}”`}
          isDangerous
          onClose={() => setRemoved(null)}
          run={() =>
            call(api.DELETE("/api/v1/tokens/{token}", { params: { path: { token: removed.number } } })).then(
              refresh,
            )
          }
        >
          <p>Programs that use it cannot sign in from then on.</p>
        </Confirm>
      )}
    </>
  );
}

function NewToken({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const [title, setTitle] = useState("");
  const [role, setRole] = useState<Role>("viewer");
  const [days, setDays] = useState("90");
  const create = useMutation({
    mutationFn: () => call(api.POST("/api/v1/tokens", { body: { title, role, days: Number(days) } })),
    onSuccess: onDone,
  });
  if (create.data) {
    const { token } = create.data;
    return (
      <Dialog
        title="Your new token"
        onClose={onClose}
        foot={
          <>
            <span className="grow" />
            <button type="button" className="btn" onClick={onClose}>
              I have stored it
            </button>
            <button
              type="button"
              className="btn primary"
              onClick={() =>
                navigator.clipboard.writeText(token).then(
                  () => toast("Copied."),
                  () => toast("The browser does not let pages copy here; mark the text instead.", "danger"),
                )
              }
            >
              <Icon name="copy" size={14} />
              Copy
            </button>
          </>
        }
      >
        <p className="notice warn">
          <Icon name="warning" />
          It is shown this once. Store it where secrets are kept.
        </p>
        <p className="mono" style={{ overflowWrap: "anywhere" }} data-testid="token">
          {token}
        </p>
      </Dialog>
    );
  }
  return (
    <Dialog
      title="New API token"
      onClose={onClose}
      onSubmit={() => create.mutate()}
      foot={<Foot action="Create" isBlocked={create.isPending || !title} onClose={onClose} />}
    >
      <TextField
        label="What it is for"
        className="input"
        data-autofocus
        value={title}
        placeholder="nightly export"
        onChange={(event) => setTitle(event.target.value)}
      />
      <Field label="At most the role" hint={ROLES.find(([each]) => each === role)?.[1]}>
        {(control) => (
          <select
            {...control}
            className="input"
            value={role}
            onChange={(event) => setRole(event.target.value as Role)}
          >
            {ROLES.map(([each]) => (
              <option key={each} value={each}>
                {each}
              </option>
            ))}
          </select>
        )}
      </Field>
      <TextField
        label="Valid for days"
        hint="366 at most."
        className="input"
        type="number"
        min={1}
        max={366}
        value={days}
        onChange={(event) => setDays(event.target.value)}
      />
      {create.isError && <Fault error={create.error} />}
    </Dialog>
  );
}
