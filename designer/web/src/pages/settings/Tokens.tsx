import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, call } from "~/api/client";
import type { components } from "~/api/schema";
import type { Role } from "~/api/types";
import { messages, showInstant, showWhen } from "~/messages";
import { settings } from "~/messages/settings";
import { Confirm, Fault } from "~/ui/Confirm";
import { type Column, DataList } from "~/ui/DataList";
import { Dialog, Foot } from "~/ui/Dialog";
import { Empty } from "~/ui/Empty";
import { Field, TextField } from "~/ui/Field";
import { Icon } from "~/ui/Icon";
import { toast } from "~/ui/toast";
import { Waiting } from "~/ui/Waiting";
import { ROLES } from "./roles";

const words = settings.tokens;

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
      title: words.whatItIsFor,
      width: "minmax(180px, 2fr)",
      render: (each) => <b>{each.title}</b>,
    },
    {
      id: "role",
      title: words.atMost,
      width: "96px",
      render: (each) => <span className="badge">{each.role}</span>,
    },
    {
      id: "used",
      title: words.lastUsed,
      width: "128px",
      render: (each) => (each.used_at ? showWhen(each.used_at) : <span className="t3">{words.never}</span>),
    },
    {
      id: "expires",
      title: words.validUntil,
      width: "168px",
      render: (each) =>
        Date.parse(each.expires_at) < Date.now() ? (
          <span className="badge warn">{words.expired(showWhen(each.expires_at))}</span>
        ) : (
          showInstant(each.expires_at)
        ),
    },
    {
      id: "remove",
      title: <span className="vh">{messages.common.remove}</span>,
      width: "28px",
      render: (each) => (
        <button
          type="button"
          className="btn ghost icon"
          aria-label={words.remove(each.title)}
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
        <h1>{words.apiTokens}</h1>
        <span className="grow" />
        <button type="button" className="btn primary" onClick={() => setNew(true)}>
          <Icon name="plus" size={14} />
          {words.newToken}
        </button>
      </div>
      <div className="content">
        <p className="t2">
          {words.aProgramSigns} <code>{words.authorizationBearer}</code>
          {words.itCanDoWhatYou}
        </p>
        <Waiting query={found} what={words.yourTokens} />
        {found.data && rows.length === 0 && (
          <Empty icon="lock" title={words.youHaveNoTokens}>
            <p>{words.makeOneForTheCommand}</p>
          </Empty>
        )}
        {rows.length > 0 && (
          <DataList
            label={words.apiTokens}
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
          title={words.removeThisToken}
          action={words.removeOf(removed.title)}
          isDangerous
          onClose={() => setRemoved(null)}
          run={() =>
            call(api.DELETE("/api/v1/tokens/{token}", { params: { path: { token: removed.number } } })).then(
              refresh,
            )
          }
        >
          <p>{words.programsThatUseItCannot}</p>
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
        title={words.yourNewToken}
        onClose={onClose}
        foot={
          <>
            <span className="grow" />
            <button type="button" className="btn" onClick={onClose}>
              {words.iHaveStoredIt}
            </button>
            <button
              type="button"
              className="btn primary"
              onClick={() =>
                navigator.clipboard.writeText(token).then(
                  () => toast(words.copied),
                  () => toast(words.theBrowserDoesNotLet, "danger"),
                )
              }
            >
              <Icon name="copy" size={14} />
              {messages.common.copy}
            </button>
          </>
        }
      >
        <p className="notice warn">
          <Icon name="warning" />
          {words.itIsShownThisOnce}
        </p>
        <p className="mono" style={{ overflowWrap: "anywhere" }} data-testid="token">
          {token}
        </p>
      </Dialog>
    );
  }
  return (
    <Dialog
      title={words.newApiToken}
      onClose={onClose}
      onSubmit={() => create.mutate()}
      foot={<Foot action={messages.common.create} isBlocked={create.isPending || !title} onClose={onClose} />}
    >
      <TextField
        label={words.whatItIsFor}
        className="input"
        data-autofocus
        value={title}
        placeholder={words.nightlyExport}
        onChange={(event) => setTitle(event.target.value)}
      />
      <Field label={words.atMostTheRole} hint={ROLES.find(([each]) => each === role)?.[1]}>
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
        label={words.validForDays}
        hint={words.atMost366}
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
