import { useQuery } from "@tanstack/react-query";
import { componentsQuery, templatesQuery } from "~/api/queries";
import { messages, plural } from "~/messages";
import { scenarios } from "~/messages/scenarios";
import { Waiting } from "~/ui/Waiting";
import { Miniature } from "./Miniature";

const words = scenarios.gallery;

/** Scenarios to start from, with a picture of each. */
export function Gallery({ onChoose }: { onChoose: (template: string) => void }) {
  const templates = useQuery(templatesQuery);
  const components = useQuery(componentsQuery);
  const categories = new Map(components.data?.components.map((each) => [each.id, each.category]));
  if (!templates.data) return <Waiting query={templates} what={words.theTemplates} />;
  return (
    <section aria-label={words.templates} className="col">
      <div className="row">
        <h2>{words.startFromATemplate}</h2>
        <span className="t2 sm">{words.eachOpensAsACopy}</span>
      </div>
      <div className="gallery">
        {templates.data.templates.map((each) => (
          <button type="button" key={each.name} className="template" onClick={() => onChoose(each.name)}>
            <Miniature document={each.document} categories={categories} />
            <span className="about">
              <b>{each.title}</b>
              <span className="sm t2">
                {words.reads(
                  plural((each.document.nodes as unknown[]).length, messages.common.nodeInText),
                  plural(each.cases, words.testCase),
                )}{" "}
                {each.streams.join(", ")}
              </span>
            </span>
          </button>
        ))}
      </div>
    </section>
  );
}
