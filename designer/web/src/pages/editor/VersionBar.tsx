import { useNavigate } from "@tanstack/react-router";
import type { VersionSummary } from "~/api/types";
import { showInstant, showWhen } from "~/messages";
import { opened } from "~/messages/editor/versions";
import { Icon } from "~/ui/Icon";

/** Says that a version is looked at, and leads back to the draft. */
export function VersionBar({ version }: { version: VersionSummary }) {
  const navigate = useNavigate();
  return (
    <p className="version-bar notice info" role="status">
      <Icon name="eye" />
      <span className="grow cut" title={showInstant(version.at)}>
        <b>{opened.version(version.number)}</b>{" "}
        {opened.made(version.by, showWhen(version.at), version.comment)}
      </span>
      <button
        type="button"
        className="link"
        onClick={() =>
          void navigate({
            to: "." as never,
            search: (({ version: _, ...others }: Record<string, string>) => others) as never,
          })
        }
      >
        {opened.draft}
      </button>
    </p>
  );
}
