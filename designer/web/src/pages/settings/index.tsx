import { Link } from "@tanstack/react-router";
import { useSession } from "~/api/session";
import { useCrumbs } from "~/frame/state";
import { useView } from "~/frame/view";
import { settings } from "~/messages/settings";
import { Empty } from "~/ui/Empty";
import { Icon, type IconName } from "~/ui/Icon";
import { Channels } from "./Channels";
import { Environments } from "./Environments";
import { Folders } from "./Folders";
import { Objectives } from "./Objectives";
import "./settings.css";
import { Tokens } from "./Tokens";
import { Users } from "./Users";

const words = settings.page;

const PARTS: { id: string; title: string; icon: IconName; administrator: boolean }[] = [
  { id: "environments", title: words.environments, icon: "deploy", administrator: false },
  { id: "objectives", title: words.objectives, icon: "clock", administrator: false },
  { id: "notifications", title: words.notifications, icon: "letter", administrator: true },
  { id: "folders", title: words.foldersAndRoles, icon: "branch", administrator: false },
  { id: "users", title: words.users, icon: "person", administrator: true },
  { id: "tokens", title: words.apiTokens, icon: "lock", administrator: false },
];

/** What is set up once: environments, who may do what, and what programs sign in with. */
export default function SettingsPage() {
  const session = useSession();
  const [view, setView] = useView({ part: "environments", environment: "" });
  const parts = PARTS.filter((each) => session.is_administrator || !each.administrator);
  const part = parts.find((each) => each.id === view.part);
  useCrumbs({ title: words.settings }, { title: part?.title ?? "" });
  return (
    <main className="page settings" style={{ flex: 1 }}>
      <nav className="settings-nav" aria-label={words.settings}>
        {parts.map((each) => (
          <button
            type="button"
            key={each.id}
            className="item"
            aria-current={each.id === view.part ? "page" : undefined}
            onClick={() => setView({ part: each.id, environment: "" }, { push: true })}
          >
            <Icon name={each.icon} />
            <span>{each.title}</span>
          </button>
        ))}
        <Link className="item" to={"/account" as never}>
          <Icon name="person" />
          <span>{words.yourAccount}</span>
        </Link>
      </nav>
      <div className="page">
        {view.part === "environments" && (
          <Environments
            chosen={view.environment}
            onChoose={(environment) => setView({ environment }, { push: true })}
          />
        )}
        {view.part === "objectives" && <Objectives />}
        {view.part === "notifications" && part && <Channels />}
        {view.part === "folders" && <Folders />}
        {view.part === "users" && part && <Users />}
        {view.part === "tokens" && <Tokens />}
        {!part && (
          <Empty icon="lock" title={words.thisIsForAdministrators}>
            <p>{words.askAnAdministrator}</p>
          </Empty>
        )}
      </div>
    </main>
  );
}
