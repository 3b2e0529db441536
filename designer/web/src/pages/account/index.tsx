import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, call } from "~/api/client";
import { messageOf } from "~/api/problem";
import { sessionQuery, useSession } from "~/api/session";
import { useCrumbs } from "~/frame/state";
import { showInstant, showWhen } from "~/messages";
import { Failed, Loading } from "~/ui/Empty";
import { TextField } from "~/ui/Field";
import { Icon } from "~/ui/Icon";
import { QrCode } from "~/ui/QrCode";
import { toast } from "~/ui/toast";

/** Who one is, and how one signs in. */
export default function AccountPage() {
  const session = useSession();
  useCrumbs({ title: "Your account" });
  return (
    <main className="page">
      <div className="bar">
        <h1>{session.title}</h1>
        <span className="mono t3">{session.user}</span>
        {session.is_administrator && <span className="badge info">administrator</span>}
      </div>
      <div className="content">
        <div className="col" style={{ maxWidth: 640, gap: 16 }}>
          <Password />
          <SecondFactor enabled={session.has_second_factor} />
          <Sessions />
        </div>
      </div>
    </main>
  );
}

function Password() {
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const change = useMutation({
    mutationFn: () => call(api.POST("/api/v1/account/password", { body: { current, new: next } })),
    onSuccess: () => {
      setCurrent("");
      setNext("");
      toast("Your password is changed.");
    },
  });
  return (
    <section className="card">
      <div className="card-head">
        <h2>Password</h2>
      </div>
      <form
        className="card-body col"
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate();
        }}
      >
        <TextField
          label="Current password"
          className="input"
          type="password"
          autoComplete="current-password"
          required
          value={current}
          onChange={(event) => setCurrent(event.target.value)}
        />
        <TextField
          label="New password"
          fault={change.isError ? messageOf(change.error) : undefined}
          className="input"
          type="password"
          autoComplete="new-password"
          required
          value={next}
          onChange={(event) => setNext(event.target.value)}
        />
        <div>
          <button type="submit" className="btn" disabled={change.isPending}>
            Change the password
          </button>
        </div>
      </form>
    </section>
  );
}

function SecondFactor({ enabled }: { enabled: boolean }) {
  const queries = useQueryClient();
  const [code, setCode] = useState("");
  const [password, setPassword] = useState("");
  const refresh = () => queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
  const begin = useMutation({ mutationFn: () => call(api.POST("/api/v1/account/second-factor")) });
  const confirm = useMutation({
    mutationFn: () => call(api.PUT("/api/v1/account/second-factor", { body: { code } })),
    onSuccess: async () => {
      begin.reset();
      setCode("");
      await refresh();
      toast("From now on, signing in asks for a code.");
    },
  });
  const remove = useMutation({
    mutationFn: () => call(api.POST("/api/v1/account/second-factor/remove", { body: { password } })),
    onSuccess: async () => {
      setPassword("");
      await refresh();
    },
  });
  return (
    <section className="card">
      <div className="card-head">
        <h2>Second factor</h2>
        <span className={enabled ? "badge ok" : "badge"}>{enabled ? "on" : "off"}</span>
      </div>
      <div className="card-body col">
        {!enabled && !begin.data && (
          <>
            <p className="t2">A code from an authenticator application, asked for beside the password.</p>
            <div>
              <button type="button" className="btn" disabled={begin.isPending} onClick={() => begin.mutate()}>
                Set it up
              </button>
            </div>
            {begin.isError && <p className="fault">{messageOf(begin.error)}</p>}
          </>
        )}
        {begin.data && !enabled && (
          <form
            className="col"
            onSubmit={(event) => {
              event.preventDefault();
              confirm.mutate();
            }}
          >
            <div className="row wrap" style={{ gap: 16, alignItems: "flex-start" }}>
              <QrCode text={begin.data.address} label="The secret as a QR code" />
              <div className="col" style={{ flex: "1 1 240px" }}>
                <p>Scan this with your authenticator application, then write the code that it shows.</p>
                <p className="t2 sm">Where there is no camera, type the secret:</p>
                <p className="mono" style={{ overflowWrap: "anywhere" }}>
                  {begin.data.secret}
                </p>
                <a href={begin.data.address}>Open it in an application on this device</a>
              </div>
            </div>
            <TextField
              label="Code"
              fault={confirm.isError ? messageOf(confirm.error) : undefined}
              className="input mono"
              inputMode="numeric"
              autoComplete="one-time-code"
              value={code}
              onChange={(event) => setCode(event.target.value)}
            />
            <div>
              <button type="submit" className="btn primary" disabled={confirm.isPending}>
                Turn it on
              </button>
            </div>
          </form>
        )}
        {enabled && (
          <form
            className="col"
            onSubmit={(event) => {
              event.preventDefault();
              remove.mutate();
            }}
          >
            <TextField
              label="Password"
              fault={remove.isError ? messageOf(remove.error) : undefined}
              className="input"
              type="password"
              autoComplete="current-password"
              required
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
            <div>
              <button type="submit" className="btn danger" disabled={remove.isPending}>
                Turn it off
              </button>
            </div>
          </form>
        )}
      </div>
    </section>
  );
}

function Sessions() {
  const queries = useQueryClient();
  const found = useQuery({
    queryKey: ["sessions"],
    queryFn: ({ signal }) => call(api.GET("/api/v1/sessions", { signal })),
  });
  const end = useMutation({
    mutationFn: () => call(api.DELETE("/api/v1/sessions")),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["sessions"] }),
  });
  return (
    <section className="card">
      <div className="card-head">
        <h2>Where you are signed in</h2>
        <span className="grow" />
        {(found.data?.sessions.length ?? 0) > 1 && (
          <button type="button" className="btn small" onClick={() => end.mutate()}>
            Sign out everywhere else
          </button>
        )}
      </div>
      <div className="card-body">
        {found.isPending && <Loading what="sessions" rows={2} />}
        {found.isError && (
          <Failed what="Your sessions" error={found.error} again={() => void found.refetch()} />
        )}
        <ul className="col">
          {found.data?.sessions.map((each) => (
            <li key={each.created_at + each.address} className="row">
              <Icon name="lock" size={14} />
              <span>{each.address || "an unknown address"}</span>
              {each.is_this && <span className="badge info">here</span>}
              <span className="grow" />
              <span className="t3 sm" title={showInstant(each.seen_at)}>
                seen {showWhen(each.seen_at)}
              </span>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
