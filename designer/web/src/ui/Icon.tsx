import { paths } from "./icons";

export type IconName = keyof typeof paths;

/** An icon beside a word; it says nothing by itself. */
export function Icon({ name, size = 16 }: { name: IconName; size?: 12 | 14 | 16 | 24 }) {
  return (
    <svg
      className={`i i${size}`}
      viewBox="0 0 24 24"
      aria-hidden="true"
      // The paths are constants of this program.
      // biome-ignore lint/security/noDangerouslySetInnerHtml: constants
      dangerouslySetInnerHTML={{ __html: paths[name] }}
    />
  );
}
