// @vitest-environment node
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are sources
import { readdirSync, readFileSync } from "node:fs";
import ts from "typescript";
import { expect, test } from "vitest";

/** Attributes and properties whose values people read. */
const SHOWN = /^(title|label|placeholder|aria-label|hint|what|alt|group|unit)$/;
/** Of elements alone; a record of that name may hold anything. */
const SHOWN_OF_ELEMENTS = /^action$/;
/** Where a text is for programs, whatever it looks like. */
const TECHNICAL = /^(className|download|style|width|id|key|href|to|type|accept|pattern|autoComplete)$/;
/** Whose arguments people read, and whose they do not. */
const SAYING = /^(toast|edit|plural)$/;
const SELECTING = /\.(closest|matches|querySelector(All)?)$|^Error$/;

const hasWord = (text: string) => /\p{L}{2}/u.test(text) && !text.startsWith("<");
/** At least three words between spaces, unlike keys; no selectors, whose classes begin with a dot, and no types. */
const isProse = (text: string) =>
  /^[\p{L} ’'“”.,;:…-]+$/u.test(text) &&
  !/(^|[ \p{L}])\.\p{L}/u.test(text) &&
  /\p{Ll}/u.test(text) &&
  (text.match(/\p{L}{2}[^ ]*( |$)/gu)?.length ?? 0) > 2;

/** Texts in a source that a person would read, and that belong to the messages. */
function inlineTexts(name: string, source: string): string[] {
  const kind = name.endsWith(".tsx") ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const tree = ts.createSourceFile(name, source, ts.ScriptTarget.Latest, true, kind);
  const found = new Set<ts.Node>();
  /** What an expression may come out as. */
  function said(node: ts.Node): void {
    if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) {
      if (hasWord(textOf(node))) found.add(node);
    } else if (ts.isConditionalExpression(node)) [node.whenTrue, node.whenFalse].forEach(said);
    else if (ts.isParenthesizedExpression(node)) said(node.expression);
    else if (ts.isBinaryExpression(node)) {
      if (node.operatorToken.kind !== ts.SyntaxKind.AmpersandAmpersandToken) said(node.left);
      said(node.right);
    }
  }
  function walk(node: ts.Node): void {
    if (ts.isJsxText(node)) {
      if (hasWord(node.text)) found.add(node);
    } else if (ts.isJsxExpression(node)) {
      if (node.expression && !ts.isJsxAttribute(node.parent)) said(node.expression);
    } else if (ts.isJsxAttribute(node) || ts.isPropertyAssignment(node)) {
      const key = node.name.getText().replaceAll('"', "");
      const value = node.initializer;
      if (TECHNICAL.test(key)) return;
      const isShown = SHOWN.test(key) || (ts.isJsxAttribute(node) && SHOWN_OF_ELEMENTS.test(key));
      if (value && isShown) said(ts.isJsxExpression(value) && value.expression ? value.expression : value);
    } else if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      const of = node.expression.getText();
      if (SELECTING.test(of)) return;
      if (SAYING.test(of)) node.arguments?.slice(0, of === "plural" ? 3 : 1).forEach(said);
    } else if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) {
      if (isProse(textOf(node)) && !ts.isImportDeclaration(node.parent)) found.add(node);
    }
    ts.forEachChild(node, walk);
  }
  walk(tree);
  return [...found].map((node) => {
    const { line } = tree.getLineAndCharacterOfPosition(node.getStart());
    return `${name}:${line + 1}: ${textOf(node as ts.JsxText)
      .trim()
      .replace(/\s+/g, " ")}`;
  });
}

function textOf(node: ts.StringLiteralLike | ts.TemplateExpression | ts.JsxText): string {
  if (!ts.isTemplateExpression(node)) return node.text;
  return [node.head.text, ...node.templateSpans.map((each) => each.literal.text)].join(" ");
}

test.each([
  ["<p>Nothing yet</p>", "Nothing yet"],
  ['<Field label="Name" />', "Name"],
  ['<Foot action="Save it" />', "Save it"],
  ["<b>{isOn ? 'on' : words.off}</b>", "on"],
  ["<b title={`of ${name}`} />", "of"],
  ['const rows = [{ title: "Events", width: "80px" }];', "Events"],
  ['const modes = [["off", "Actions are dropped"]];', "Actions are dropped"],
  ["toast(`${name} is saved.`);", "is saved."],
  ['edit("tidy up", change);', "tidy up"],
])("a text is found in %s", (source, text) => {
  expect(inlineTexts("A.tsx", source)).toEqual([`A.tsx:1: ${text}`]);
});

test.each([
  "<p>{words.nothing} – {count}</p>",
  '<b className="btn small" id="the name" style={{ gridTemplateColumns: "1fr 2fr" }} />',
  'import { a } from "./not a text";',
  'useQuery({ queryKey: ["scenarios"] })',
  'useQuery({ queryKey: ["alert-to-explain"] })',
  'const inputs = "input, button.chip, .content";',
  'const type = { time: "TIMESTAMP NOT NULL" };',
  'const icons = { action: "alert" };',
])("nothing is found in %s", (source) => {
  expect(inlineTexts("A.tsx", source)).toEqual([]);
});

test("in a source without elements, types are no elements", () => {
  const source = "const one = <Item>(item: Item) => item;\nconst isLess = (a: number) => a < 1 || a > many;";

  expect(inlineTexts("a.ts", source)).toEqual([]);
});

test("what people read stands in the messages", () => {
  const files = readdirSync("src", { recursive: true, encoding: "utf8" }).filter(
    (each) => /\.tsx?$/.test(each) && !/^messages|\.test\.ts$|schema\.d\.ts$/.test(each),
  );

  const found = files.sort().flatMap((each) => inlineTexts(each, readFileSync(`src/${each}`, "utf8")));

  expect(found).toEqual([]);
});
