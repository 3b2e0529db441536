/** Asking for a deployment: it is opened as soon as the draft has been checked as it is. */
import { useEffect } from "react";
import { counts } from "~/messages/editor/counts";
import { deploy as words } from "~/messages/editor/deploy";
import { toast } from "~/ui/toast";
import { useDraft } from "./draft";
import { useRunning } from "./running";
import { useEdited, useView } from "./store";

/** Ask for it; nobody has to wait for the check, or for the sample that runs. */
export function askToDeploy(): void {
  useView.setState({ deploying: "asked" });
}

/** Why the draft cannot be deployed; null when it can. */
export function useObstacle(): string | null {
  const errors = useRunning((state) => state.problems.filter((each) => each.severity === "error").length);
  const isEmpty = useEdited((state) => state.document.nodes.length === 0);
  const state = useDraft((draft) => draft.state);
  if (errors > 0) return words.fix(counts.errors(errors));
  if (isEmpty) return words.nothingIsDrawn;
  if (state === "conflict") return words.settleTheConflict;
  if (state === "unreachable" || state === "expired") return words.notSavedYet;
  return null;
}

/** Opens what was asked for, or says why not. */
export function useAsked(obstacle: string | null): "asked" | "open" | null {
  const deploying = useView((state) => state.deploying);
  const isChecked = useRunning((state) => !state.isUnchecked);
  useEffect(() => {
    if (deploying !== "asked" || !isChecked) return;
    const hasErrors = useRunning.getState().problems.some((each) => each.severity === "error");
    useView.setState({ deploying: obstacle === null ? "open" : null });
    if (hasErrors) useView.setState({ drawer: "problems" });
    else if (obstacle !== null) toast(words.notYet(obstacle), "info");
  }, [deploying, isChecked, obstacle]);
  return deploying;
}
