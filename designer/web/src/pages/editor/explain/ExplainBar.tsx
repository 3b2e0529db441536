import "./explain.css";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { messageOf } from "~/api/problem";
import { showInstant, showWhen } from "~/messages";
import { explain as words } from "~/messages/editor/explain";
import { Icon } from "~/ui/Icon";
import { useCatalogue } from "../catalogue";
import { fitSoon, useEdited } from "../store";
import { type Alert, explain } from "./explain";
import { useExplained } from "./store";

/** Which alert is explained, and what of it cannot be. */
export function ExplainBar({ alert, isKnownVersion }: { alert: Alert; isKnownVersion: boolean }) {
  const catalogue = useCatalogue();
  const document = useEdited((state) => state.document);
  const found = useQuery({
    queryKey: ["explanation", alert.alert_id, document, catalogue.size],
    queryFn: ({ signal }) => explain(alert, document, catalogue, signal),
    enabled: catalogue.size > 0,
    staleTime: Number.POSITIVE_INFINITY,
    structuralSharing: false,
    retry: 1,
  });
  useEffect(() => {
    useExplained.setState({ explanation: found.data ?? null });
    if (found.data) fitSoon();
    return () => useExplained.setState({ explanation: null });
  }, [found.data]);
  return (
    <section className="explain-bar" aria-label={words.title}>
      <p className="notice info" role="status">
        <Icon name="alert" />
        <span className="grow">
          {words.explains} <b>{alert.title}</b>,{" "}
          <span title={showInstant(alert.raised_at)}>
            {words.raised(showWhen(alert.raised_at), alert.environment)}
          </span>
        </span>
        <Link to={"/alerts" as never} search={{ alert: alert.alert_id, verdict: "any" } as never}>
          {words.back}
        </Link>
      </p>
      {!isKnownVersion && <Notice text={words.unknownVersion(alert.version.slice(0, 8))} />}
      {alert.masked && <Notice text={words.masked} />}
      {found.data?.without && <Notice text={words.without(found.data.without)} />}
      {found.isError && <Notice text={words.failed(messageOf(found.error))} />}
    </section>
  );
}

function Notice({ text }: { text: string }) {
  return (
    <p className="notice warn" role="status">
      <Icon name="warning" />
      {text}
    </p>
  );
}
