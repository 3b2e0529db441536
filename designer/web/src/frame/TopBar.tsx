import { Menu } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api, call } from "~/api/client";
import { useConnection } from "~/api/connection";
import { environmentsQuery } from "~/api/queries";
import type { OwnSession } from "~/api/types";
import { messages, environments as usual } from "~/messages";
import { frame } from "~/messages/frame";
import { type Choice, chooseTheme, useTheme } from "~/theme/theme";
import { Icon } from "~/ui/Icon";
import { toastError } from "~/ui/toast";
import { chooseEnvironment, useFrame } from "./state";
import { useGo } from "./view";

const words = frame.topBar;

const THEMES: [Choice, string][] = [
  ["system", words.asTheSystem],
  ["light", words.light],
  ["dark", words.dark],
];

/** Where one is, which environment is looked at, the way to everything else. */
export function TopBar({ session }: { session: OwnSession }) {
  const crumbs = useFrame((state) => state.crumbs);
  const environment = useFrame((state) => state.environment);
  const choice = useTheme((state) => state.choice);
  const queries = useQueryClient();
  const known = useQuery(environmentsQuery);
  const environments = known.data?.environments.map((each) => each.name) ?? usual;
  const go = useGo();

  async function signOut() {
    try {
      await call(api.DELETE("/api/v1/session"));
    } catch (error) {
      toastError(error);
      return;
    }
    useConnection.setState({ csrf: null, expired: false });
    queries.clear();
    queries.setQueryData(["session"], null);
  }

  return (
    <header className="topbar">
      <nav className="crumb" aria-label={words.breadcrumb}>
        <ol>
          {crumbs.map((crumb, at) => (
            <li key={`${crumb.title}${at}`}>
              {at > 0 && <span aria-hidden="true">/</span>}
              {at === crumbs.length - 1 ? (
                <b className="cut" aria-current="page">
                  {crumb.title}
                </b>
              ) : crumb.to ? (
                <Link to={crumb.to as never}>{crumb.title}</Link>
              ) : (
                <span>{crumb.title}</span>
              )}
            </li>
          ))}
        </ol>
      </nav>
      <fieldset className="envs" aria-label={messages.common.environment} style={{ margin: 0 }}>
        {environments.map((name) => (
          <button
            type="button"
            key={name}
            className={name}
            aria-pressed={environment === name}
            onClick={() => chooseEnvironment(name)}
          >
            {name}
          </button>
        ))}
      </fieldset>
      <span className="grow" />
      <button
        type="button"
        className="jump"
        title={words.searchOrJumpTo}
        aria-keyshortcuts="Control+K"
        onClick={() => useFrame.setState({ isPaletteOpen: true })}
      >
        <Icon name="search" size={14} />
        <span className="grow">{words.searchOrJumpTo}</span>
        <kbd>{words.ctrlK}</kbd>
      </button>
      <Menu>
        <Menu.Target>
          <button
            type="button"
            className="btn ghost icon"
            title={words.lightOrDark}
            aria-label={words.lightOrDark}
          >
            <Icon name="theme" />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {THEMES.map(([value, title]) => (
            <Menu.Item
              key={value}
              role="menuitemradio"
              aria-checked={choice === value}
              rightSection={choice === value ? <Icon name="tick" size={14} /> : null}
              onClick={() => chooseTheme(value)}
            >
              {title}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Menu position="bottom-end">
        <Menu.Target>
          <button type="button" className="avatar" aria-label={words.signedInAs(session.title)}>
            {initials(session.title || session.user)}
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>
            {session.title} · {session.user}
          </Menu.Label>
          <Menu.Item onClick={() => go("/account")} leftSection={<Icon name="person" size={14} />}>
            {words.yourAccount}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item onClick={() => void signOut()} leftSection={<Icon name="back" size={14} />}>
            {words.signOut}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </header>
  );
}

/** "JN" of "Jana Novotná". */
function initials(title: string): string {
  const parts = title.trim().split(/[\s._-]+/);
  return parts
    .slice(0, 2)
    .map((word) => word[0]?.toUpperCase() ?? "")
    .join("");
}
