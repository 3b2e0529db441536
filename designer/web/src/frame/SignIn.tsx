import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, call } from "~/api/client";
import { signedInAgain, useConnection } from "~/api/connection";
import { ApiError, messageOf } from "~/api/problem";
import type { OwnSession } from "~/api/types";
import { messages } from "~/messages";
import { frame } from "~/messages/frame";
import { Dialog } from "~/ui/Dialog";
import { TextField } from "~/ui/Field";
import { Icon } from "~/ui/Icon";
import { Brand } from "./Brand";

const words = frame.signIn;

/** The page of whoever is not signed in. The address stays, so that one arrives where one wanted to go. */
export function SignIn() {
  const queries = useQueryClient();
  return (
    <main className="sign-in">
      <div>
        <h1 className="brand">
          <Brand />
          <span>{messages.product}</span>
        </h1>
        <div className="card">
          <div className="card-body">
            <SignInForm onDone={(session) => queries.setQueryData(["session"], session)} />
          </div>
        </div>
      </div>
    </main>
  );
}

/** Over the page when the session has ended: the page stays as it is, and goes on afterwards. */
export function SessionEnded({ user }: { user: string }) {
  const expired = useConnection((state) => state.expired);
  const queries = useQueryClient();

  function done(session: OwnSession) {
    const other = session.user !== user;
    queries.setQueryData(["session"], session);
    signedInAgain(session.csrf_token);
    // Somebody else sees what they may see; what was typed stays under its owner's name.
    if (other) location.assign("/");
    else void queries.invalidateQueries();
  }

  if (!expired) return null;
  return (
    <Dialog title={words.signInAgain} size={400}>
      <p className="notice warn">
        <Icon name="clock" />
        <span>{messages.expired}</span>
      </p>
      <SignInForm name={user} onDone={done} />
    </Dialog>
  );
}

function SignInForm({ name: given = "", onDone }: { name?: string; onDone: (session: OwnSession) => void }) {
  const [name, setName] = useState(given);
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [needsCode, setNeedsCode] = useState(false);
  const [fault, setFault] = useState<string>();
  const [isWorking, setWorking] = useState(false);

  async function signIn() {
    setWorking(true);
    setFault(undefined);
    try {
      const body = { name, password, ...(code ? { code } : {}) };
      const session = await call(api.POST("/api/v1/session", { body }));
      useConnection.setState({ csrf: session.csrf_token });
      onDone(session);
    } catch (error) {
      if (error instanceof ApiError && error.code === "code-needed" && !needsCode) setNeedsCode(true);
      else setFault(messageOf(error));
    } finally {
      setWorking(false);
    }
  }

  return (
    <form
      className="col"
      style={{ gap: 12, width: "auto" }}
      onSubmit={(event) => {
        event.preventDefault();
        void signIn();
      }}
    >
      <TextField
        label={messages.common.name}
        className="input"
        value={name}
        autoComplete="username"
        spellCheck={false}
        autoCapitalize="none"
        required
        data-autofocus={given ? undefined : true}
        ref={focusIf(!given)}
        onChange={(event) => setName(event.target.value)}
      />
      <TextField
        label={words.password}
        className="input"
        type="password"
        value={password}
        autoComplete="current-password"
        required
        data-autofocus={given ? true : undefined}
        ref={focusIf(Boolean(given))}
        onChange={(event) => setPassword(event.target.value)}
      />
      {needsCode && (
        <TextField
          label={words.code}
          hint={words.sixDigitsFromYourAuthenticator}
          className="input mono"
          inputMode="numeric"
          autoComplete="one-time-code"
          pattern="[0-9 ]*"
          value={code}
          ref={focusIf(true)}
          onChange={(event) => setCode(event.target.value.replaceAll(" ", ""))}
        />
      )}
      {fault && (
        <p className="notice danger" role="alert">
          <Icon name="error" />
          <span>{fault}</span>
        </p>
      )}
      <button type="submit" className="btn primary lg" disabled={isWorking}>
        {isWorking ? words.signingIn : words.signIn}
      </button>
    </form>
  );
}

/** A ref that focuses a field once, when it appears. */
function focusIf(wanted: boolean) {
  return (element: HTMLInputElement | null) => {
    if (wanted && element && !element.dataset.focused) {
      element.dataset.focused = "yes";
      element.focus();
    }
  };
}
