import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, call } from "~/api/client";
import { messageOf } from "~/api/problem";
import { sessionQuery, useSession } from "~/api/session";
import { useCrumbs } from "~/frame/state";
import { showInstant, showWhen } from "~/messages";
import { account } from "~/messages/account";
import { TextField } from "~/ui/Field";
import { Icon } from "~/ui/Icon";
import { QrCode } from "~/ui/QrCode";
import { toast } from "~/ui/toast";
import { Waiting } from "~/ui/Waiting";

const words = account;

/** Who one is, and how one signs in. */
export default function AccountPage() {
  const session = useSession();
  useCrumbs({ title: words.yourAccount });
  return (
    <main className="page">
      <div className="bar">
        <h1>{session.title}</h1>
        <span className="mono t3">{session.user}</span>
        {session.is_administrator && <span className="badge info">{words.administrator}</span>}
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
      toast(words.yourPasswordIsChanged);
    },
  });
  return (
    <section className="card">
      <div className="card-head">
        <h2>{words.password}</h2>
      </div>
      <form
        className="card-body col"
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate();
        }}
      >
        <TextField
          label={words.currentPassword}
          className="input"
          type="password"
          autoComplete="current-password"
          required
          value={current}
          onChange={(event) => setCurrent(event.target.value)}
        />
        <TextField
          label={words.newPassword}
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
            {words.changeThePassword}
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
      toast(words.fromNowOnSigning);
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
        <h2>{words.secondFactor}</h2>
        <span className={enabled ? "badge ok" : "badge"}>{enabled ? words.on : words.off}</span>
      </div>
      <div className="card-body col">
        {!enabled && !begin.data && (
          <>
            <p className="t2">{words.aCodeFromAnAuthenticator}</p>
            <div>
              <button type="button" className="btn" disabled={begin.isPending} onClick={() => begin.mutate()}>
                {words.setItUp}
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
              <QrCode text={begin.data.address} label={words.theSecretAsAQr} />
              <div className="col" style={{ flex: "1 1 240px" }}>
                <p>{words.scanThisWithYourAuthenticator}</p>
                <p className="t2 sm">{words.whereThereIsNoCamera}</p>
                <p className="mono" style={{ overflowWrap: "anywhere" }}>
                  {begin.data.secret}
                </p>
                <a href={begin.data.address}>{words.openItInAnApplication}</a>
              </div>
            </div>
            <TextField
              label={words.code}
              fault={confirm.isError ? messageOf(confirm.error) : undefined}
              className="input mono"
              inputMode="numeric"
              autoComplete="one-time-code"
              value={code}
              onChange={(event) => setCode(event.target.value)}
            />
            <div>
              <button type="submit" className="btn primary" disabled={confirm.isPending}>
                {words.turnItOn}
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
              label={words.password}
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
                {words.turnItOff}
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
        <h2>{words.whereYouAreSignedIn}</h2>
        <span className="grow" />
        {(found.data?.sessions.length ?? 0) > 1 && (
          <button type="button" className="btn small" onClick={() => end.mutate()}>
            {words.signOutEverywhereElse}
          </button>
        )}
      </div>
      <div className="card-body">
        <Waiting query={found} what={words.yourSessions} rows={2} />
        <ul className="col">
          {found.data?.sessions.map((each) => (
            <li key={each.created_at + each.address} className="row">
              <Icon name="lock" size={14} />
              <span>{each.address || words.anUnknownAddress}</span>
              {each.is_this && <span className="badge info">{words.here}</span>}
              <span className="grow" />
              <span className="t3 sm" title={showInstant(each.seen_at)}>
                {words.seen(showWhen(each.seen_at))}
              </span>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
