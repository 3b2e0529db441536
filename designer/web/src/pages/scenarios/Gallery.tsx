import { useQuery } from "@tanstack/react-query";
import { componentsQuery, templatesQuery } from "~/api/queries";
import { plural } from "~/messages";
import { Failed } from "~/ui/Empty";
import { Miniature } from "./Miniature";

/** Scenarios to start from, with a picture of each. */
export function Gallery({ onChoose }: { onChoose: (template: string) => void }) {
  const templates = useQuery(templatesQuery);
  const components = useQuery(componentsQuery);
  const categories = new Map(components.data?.components.map((each) => [each.id, each.category]));
  if (templates.isError) return <Failed what="The templates" error={templates.error} />;
  return (
    <section aria-label="Templates" className="col">
      <div className="row">
        <h2>Start from a template</h2>
        <span className="t2 sm">each opens as a copy with sample events and tests</span>
      </div>
      <div className="gallery">
        {templates.data?.templates.map((each) => (
          <button type="button" key={each.name} className="template" onClick={() => onChoose(each.name)}>
            <Miniature document={each.document} categories={categories} />
            <span className="about">
              <b>{each.title}</b>
              <span className="sm t2">
                {plural((each.document.nodes as unknown[]).length, "node")}, {plural(each.cases, "test case")}
                , reads {each.streams.join(", ")}
              </span>
            </span>
          </button>
        ))}
      </div>
    </section>
  );
}
