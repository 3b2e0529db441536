import { useQuery } from "@tanstack/react-query";
import { Link, Outlet, useLocation } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useConnection } from "~/api/connection";
import { sessionQuery } from "~/api/session";
import { messages } from "~/messages";
import { frame } from "~/messages/frame";
import { type Page, pages } from "~/pages";
import { Failed } from "~/ui/Empty";
import { Icon } from "~/ui/Icon";
import { Toasts } from "~/ui/Toasts";
import { Brand } from "./Brand";
import { CommandPalette } from "./CommandPalette";
import { SessionEnded, SignIn } from "./SignIn";
import { toggleRail, useFrame } from "./state";
import { TopBar } from "./TopBar";

/** How long it is said that the service is slow after the last answer that was, in milliseconds. */
const LINGER = 5_000;
const words = frame.frame;

/** Everything around a page, or the sign-in when nobody is there. */
export function Frame() {
  const session = useQuery(sessionQuery);
  const path = useLocation({ select: (location) => location.pathname });
  const isWide = useFrame((state) => state.isRailWide) && !path.match(/^\/scenarios\/./);
  if (session.isPending) return <div className="sign-in" role="status" aria-label={words.loading} />;
  if (session.isError) {
    return (
      <main className="sign-in">
        <Failed what={words.filbert} error={session.error} again={() => void session.refetch()} />
      </main>
    );
  }
  if (session.data === null) return <SignIn />;
  return (
    <div className={isWide ? "app wide" : "app"}>
      <nav className="rail" aria-label={words.main}>
        <Link className="brand" to={"/scenarios" as never} aria-label={messages.product}>
          <Brand />
          <span>{messages.product}</span>
        </Link>
        {pages.filter((page) => page.rail && !page.rail.place).map(item)}
        <div className="gap" />
        {pages.filter((page) => page.rail?.place === "bottom").map(item)}
        <button
          type="button"
          className="item"
          onClick={toggleRail}
          title={messages.rail.collapse}
          aria-expanded={isWide}
        >
          <Icon name="panel" />
          <span>{messages.rail.collapse}</span>
        </button>
      </nav>
      <TopBar session={session.data} />
      <div className="page">
        <Strip />
        <Outlet />
      </div>
      <CommandPalette />
      <SessionEnded user={session.data.user} />
      <Toasts />
    </div>
  );
}

function item(page: Page) {
  return (
    <Link
      key={page.path}
      className="item"
      to={page.path as never}
      title={page.rail?.title}
      activeProps={{ "aria-current": "page" }}
      activeOptions={{ includeSearch: false }}
    >
      <Icon name={page.rail?.icon ?? "list"} />
      <span>{page.rail?.title}</span>
    </Link>
  );
}

/** True a while longer: what comes and goes with each answer would make the page jump. */
function useLingering(now: boolean): boolean {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    if (now) {
      setLate(true);
      return;
    }
    const timer = setTimeout(() => setLate(false), LINGER);
    return () => clearTimeout(timer);
  }, [now]);
  return now || isLate;
}

/** Says when the service is not there, or slow. */
function Strip() {
  const reachable = useConnection((state) => state.reachable);
  const slow = useLingering(useConnection((state) => state.slow > 0));
  if (reachable && !slow) return null;
  return (
    <div className="strip" role="status">
      <Icon name={reachable ? "clock" : "warning"} />
      <span>{reachable ? messages.slow : messages.unreachable}</span>
    </div>
  );
}
