import { messages } from "~/messages";
import { streams } from "~/messages/streams";
import { Field, TextField } from "~/ui/Field";
import { Icon } from "~/ui/Icon";
import { type FieldLine, faultsOf, type StreamForm, TYPES } from "./stream";

const words = streams.streamFields;

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
        {isNew && text(messages.common.name, "name", words.lowerCaseLettersDigits)}
        {text(messages.common.title, "title", words.shownWhereThereIsRoom)}
        {text(words.topic, "topic", words.inKafkaAnEnvironmentMay)}
        {choice(words.key, "key", words.theFieldThatKafkaSpreads, messages.common.none)}
        {choice(words.eventTime, "timeField", words.whenItHappened, words.theRecordsTimestamp)}
        {text(words.outOfOrderBy, "outOfOrderness", words.howLateAnEventMay, "5s")}
        {text(words.idleAfter, "idleness", words.aSilentPartitionNoLonger, "30s")}
        {text(words.atMostAhead, "maxAhead", words.laterTimesThan, "10m")}
        {text(words.largestRecord, "maxBytes", words.inBytesLargerOnes, "524288")}
      </div>
      <section className="col" aria-label={words.fields}>
        <h2>
          {words.fields} <span className="count">{form.fields.length}</span>
        </h2>
        <div className="field-lines">
          <div className="field-line head" style={{ gridTemplateColumns: COLUMNS }} aria-hidden="true">
            <span>{messages.common.name}</span>
            <span>{messages.common.type}</span>
            <span>{words.required}</span>
            <span>{words.pii}</span>
            <span>{words.onlyTheseTexts}</span>
            <span />
          </div>
          {form.fields.map((line, at) => (
            <div key={at}>
              <div className="field-line" style={{ gridTemplateColumns: COLUMNS }}>
                <input
                  className="input mono"
                  aria-label={words.nameOfField(at + 1)}
                  aria-invalid={faults.has(at) ? true : undefined}
                  value={line.name}
                  onChange={(event) => change(at, { name: event.target.value })}
                />
                <input
                  className="input mono"
                  aria-label={words.typeOfField(at + 1)}
                  list="stream-types"
                  value={line.type}
                  onChange={(event) => change(at, { type: event.target.value })}
                />
                <input
                  type="checkbox"
                  aria-label={words.fieldIsRequired(at + 1)}
                  checked={line.required}
                  onChange={(event) => change(at, { required: event.target.checked })}
                />
                <input
                  type="checkbox"
                  aria-label={words.fieldIsPersonalData(at + 1)}
                  checked={line.pii}
                  onChange={(event) => change(at, { pii: event.target.checked })}
                />
                <input
                  className="input mono"
                  aria-label={words.textsThatFieldMayHave(at + 1)}
                  placeholder={/^STRING\b/i.test(line.type) ? words.any : ""}
                  disabled={!/^STRING\b/i.test(line.type)}
                  value={line.enum}
                  onChange={(event) => change(at, { enum: event.target.value })}
                />
                <button
                  type="button"
                  className="btn ghost icon"
                  aria-label={words.removeField(at + 1)}
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
            {words.addAField}
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
