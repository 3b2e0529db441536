// @vitest-environment node
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** Classes at whose beginning rules of a style sheet stand, and which therefore hold wherever they are used. */
function classesOf(styles: string): Set<string> {
  const found = new Set<string>();
  for (const [, selectors] of styles.replace(/\/\*.*?\*\//gs, "").matchAll(/([^{}]+)\{/g)) {
    for (const each of selectors!.split(",")) {
      const name = /^\.([\w-]+)/.exec(each.trim())?.[1];
      if (name) found.add(name);
    }
  }
  return found;
}

test("rules begin with a class, or do not count", () => {
  const styles =
    ".a .b,\n.c:hover { color: red }\n/* .d { } */ @media (max-width: 1px) { .e { x: y } } main { x: y }";

  expect([...classesOf(styles)]).toEqual(["a", "c", "e"]);
});

test("no two pages style one class: the styles of a page stay when one goes to another", () => {
  const pages = new Map<string, Set<string>>();
  for (const file of readdirSync("src/pages", { recursive: true, encoding: "utf8" }).sort()) {
    if (!file.endsWith(".css")) continue;
    const page = file.split("/")[0]!;
    for (const name of classesOf(readFileSync(`src/pages/${file}`, "utf8")))
      pages.set(name, (pages.get(name) ?? new Set()).add(page));
  }

  const shared = [...pages].filter(([, some]) => some.size > 1).map(([name, some]) => [name, ...some]);

  expect(shared).toEqual([]);
});
