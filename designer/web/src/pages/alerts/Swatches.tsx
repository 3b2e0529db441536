/** What the colours of verdicts and snoozes mean; a colour and its word stay together. */
export function Swatches({ titles }: { titles: Record<string, string> }) {
  return (
    <p className="t3 sm row wrap">
      {Object.entries(titles).map(([kind, title]) => (
        <span key={kind} className="row row-4 nowrap">
          <span className={`verdict-swatch ${kind}`} />
          {title}
        </span>
      ))}
    </p>
  );
}
