import { Field, TextField } from "~/ui/Field";
import { Icon } from "~/ui/Icon";
import { type FieldLine, faultsOf, type StreamForm, TYPES } from "./stream";

const COLUMNS = "minmax(120px, 2fr) minmax(130px, 2fr) 72px 48px minmax(100px, 1.5fr) 28px";

/** The form of a stream: where it is, how it tells time, and its fields. */
export function StreamFields(props: {
  form: StreamForm;
  isNew: boolean;
  onChange: (part: Partial<StreamForm>) => void;
}) {
  const { form, isNew, onChange } = props;
  const faults = faultsOf(form);
  const names = form.fields.map((each) => each.name.trim()).filter(Boolean);
  const text = (label: string, part: keyof StreamForm, hint: string, placeholder = "") => (
    <TextField
      label={label}
      hint={hint}
      className="input mono"
      placeholder={placeholder}
      value={String(form[part])}
      onChange={(event) => onChange({ [part]: event.target.value })}
    />
  );
  const choice = (label: string, part: "key" | "timeField", hint: string, none: string) => (
    <Field label={label} hint={hint}>
      {(control) => (
        <select
          {...control}
          className="input"
          value={form[part]}
          onChange={(event) => onChange({ [part]: event.target.value })}
        >
          <option value="">{none}</option>
          {form[part] && !names.includes(form[part]) && <option>{form[part]}</option>}
          {names.map((each) => (
            <option key={each}>{each}</option>
          ))}
        </select>
      )}
    </Field>
  );
  const change = (at: number, part: Partial<FieldLine>) =>
    onChange({ fields: form.fields.map((each, index) => (index === at ? { ...each, ...part } : each)) });
  return (
    <div className="col" style={{ gap: 16 }}>
      <div className="two">
        {isNew && text("Name", "name", "Lower-case letters, digits and hyphens. It stays.")}
        {text("Title", "title", "Shown where there is room for words.")}
        {text("Topic", "topic", "In Kafka; an environment may bind another one.")}
        {choice("Key", "key", "The field that Kafka spreads and orders by.", "none")}
        {choice("Event time", "timeField", "When it happened, as the record says.", "the record's timestamp")}
        {text("Out of order by", "outOfOrderness", "How late an event may come.", "5s")}
        {text("Idle after", "idleness", "A silent partition no longer holds time back.", "30s")}
        {text("At most ahead", "maxAhead", "Later times than that are faults.", "10m")}
        {text("Largest record", "maxBytes", "In bytes; larger ones are dead letters.", "524288")}
      </div>
      <section className="col" aria-label="Fields">
        <h2>
          Fields <span className="count">{form.fields.length}</span>
        </h2>
        <div className="field-lines">
          <div className="field-line head" style={{ gridTemplateColumns: COLUMNS }} aria-hidden="true">
            <span>Name</span>
            <span>Type</span>
            <span>Required</span>
            <span>PII</span>
            <span>Only these texts</span>
            <span />
          </div>
          {form.fields.map((line, at) => (
            <div key={at}>
              <div className="field-line" style={{ gridTemplateColumns: COLUMNS }}>
                <input
                  className="input mono"
                  aria-label={`Name of field ${at + 1}`}
                  aria-invalid={faults.has(at) ? true : undefined}
                  value={line.name}
                  onChange={(event) => change(at, { name: event.target.value })}
                />
                <input
                  className="input mono"
                  aria-label={`Type of field ${at + 1}`}
                  list="stream-types"
                  value={line.type}
                  onChange={(event) => change(at, { type: event.target.value })}
                />
                <input
                  type="checkbox"
                  aria-label={`Field ${at + 1} is required`}
                  checked={line.required}
                  onChange={(event) => change(at, { required: event.target.checked })}
                />
                <input
                  type="checkbox"
                  aria-label={`Field ${at + 1} is personal data`}
                  checked={line.pii}
                  onChange={(event) => change(at, { pii: event.target.checked })}
                />
                <input
                  className="input mono"
                  aria-label={`Texts that field ${at + 1} may have`}
                  placeholder={/^STRING\b/i.test(line.type) ? "any" : ""}
                  disabled={!/^STRING\b/i.test(line.type)}
                  value={line.enum}
                  onChange={(event) => change(at, { enum: event.target.value })}
                />
                <button
                  type="button"
                  className="btn ghost icon"
                  aria-label={`Remove field ${at + 1}`}
                  onClick={() => onChange({ fields: form.fields.filter((_, index) => index !== at) })}
                >
                  <Icon name="cross" />
                </button>
              </div>
              {faults.has(at) && <p className="fault">{faults.get(at)}</p>}
            </div>
          ))}
        </div>
        <datalist id="stream-types">
          {TYPES.map((each) => (
            <option key={each}>{each}</option>
          ))}
        </datalist>
        <div>
          <button
            type="button"
            className="btn small"
            onClick={() =>
              onChange({
                fields: [...form.fields, { name: "", type: "STRING", required: false, pii: false, enum: "" }],
              })
            }
          >
            <Icon name="plus" size={12} />
            Add a field
          </button>
        </div>
      </section>
    </div>
  );
}

/** All problems that the service found in a stream, each with its place. */
export function StreamProblems({ body }: { body: Record<string, unknown> }) {
  const problems = Array.isArray(body.problems) ? (body.problems as Record<string, unknown>[]) : [];
  if (problems.length === 0) return null;
  return (
    <ul className="notice danger col" role="alert" style={{ gap: 4 }}>
      {problems.map((each, at) => (
        <li key={at}>
          {typeof each.parameter === "string" && each.parameter && <code>{each.parameter}: </code>}
          {String(each.message)}
          {typeof each.hint === "string" && each.hint && <span> {each.hint}</span>}
        </li>
      ))}
    </ul>
  );
}
