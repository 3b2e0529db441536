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
const TECHNICAL =
  /^(className|download|style|width|id|key|href|to|type|accept|pattern|autoComplete|fill|stroke)$/;
/** Whose arguments people read, and whose they do not. */
const SAYING = /^(toast|edit|plural)$/;
const SELECTING = /\.(closest|matches|querySelector(All)?)$/;
/** Methods of lists whose outcome is what the list's entries come out as. */
const LISTING = /^(join|filter|concat|at|slice|trim)$/;

/** What a person shall read is a sentence; errors that only programmers meet begin small. */
const isSentence = (text: string) => /^\p{Lu}/u.test(text);
const hasWord = (text: string) => /\p{L}{2}/u.test(text) && !text.startsWith("<");
/** At least three words between spaces, unlike keys; no selectors, whose classes begin with a dot, and no types. */
const isProse = (text: string) =>
  /^[\p{L} ’'“”.,;:…-]+$/u.test(text) &&
  !/(^|[ \p{L}])\.\p{L}/u.test(text) &&
  /\p{Ll}/u.test(text) &&
  (text.match(/\p{L}{2}[^ ]*( |$)/gu)?.length ?? 0) > 2;

/** Words between two values, or after a comma or the like: "3 of 5", "Ann, by hand"; no key is written so. */
const hasPhrase = (node: ts.TemplateExpression) =>
  node.templateSpans.slice(0, -1).some(({ literal }) => /^[,;:]? \p{L}{2,} $/u.test(literal.text)) ||
  [node.head, ...node.templateSpans.map((each) => each.literal)].some(({ text }) =>
    /[,;:] \p{L}{2}/u.test(text),
  );

/** Texts in a source that a person would read, and that belong to the messages. */
function inlineTexts(name: string, source: string): string[] {
  const kind = name.endsWith(".tsx") ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const tree = ts.createSourceFile(name, source, ts.ScriptTarget.Latest, true, kind);
  const found = new Set<ts.Node>();
  const named = constantsOf(tree);
  const saying = sayingOf(tree);
  const seen = new Set<ts.Node>();
  /** What an expression may come out as. */
  function said(node: ts.Node): void {
    if (seen.has(node)) return;
    seen.add(node);
    if (isTextual(node)) {
      if (hasWord(textOf(node))) found.add(node);
      if (ts.isTemplateExpression(node)) for (const each of node.templateSpans) said(each.expression);
    } else if (ts.isIdentifier(node)) {
      const value = named.get(node.text);
      if (value) said(value);
    } else if (ts.isArrayLiteralExpression(node)) node.elements.forEach(said);
    else if (ts.isArrowFunction(node)) said(node.body);
    else if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const { expression, name } = node.expression;
      if (LISTING.test(name.text)) said(expression);
      if (/map$/i.test(name.text)) node.arguments.forEach(said);
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
      const [first] = node.arguments ?? [];
      if (/^\w*Error$/.test(of)) {
        if (first && isTextual(first) && isSentence(textOf(first))) found.add(first);
        return;
      }
      for (const at of saying.get(of) ?? []) if (node.arguments?.[at]) said(node.arguments[at]);
      if (SAYING.test(of)) node.arguments?.slice(0, of === "plural" ? 3 : 1).forEach(said);
    } else if (isTextual(node)) {
      const isSaid = isProse(textOf(node)) || (ts.isTemplateExpression(node) && hasPhrase(node));
      if (isSaid && !ts.isImportDeclaration(node.parent)) found.add(node);
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

function isTextual(node: ts.Node): node is ts.StringLiteralLike | ts.TemplateExpression {
  return ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);
}

/** What the names of a source stand for, of those that are given to one value only. */
function constantsOf(tree: ts.SourceFile): ReadonlyMap<string, ts.Expression> {
  const values = new Map<string, ts.Expression | null>();
  function walk(node: ts.Node): void {
    if ((ts.isVariableDeclaration(node) || ts.isParameter(node)) && ts.isIdentifier(node.name))
      values.set(node.name.text, values.has(node.name.text) ? null : (node.initializer ?? null));
    ts.forEachChild(node, walk);
  }
  walk(tree);
  return new Map([...values].flatMap(([name, value]) => (value ? [[name, value]] : [])));
}

/** Functions of a source, and which of their arguments people read by the names of their parameters. */
function sayingOf(tree: ts.SourceFile): ReadonlyMap<string, number[]> {
  const found = new Map<string, number[]>();
  function walk(node: ts.Node): void {
    if (ts.isFunctionLike(node)) {
      const name = node.name ?? (ts.isVariableDeclaration(node.parent) ? node.parent.name : undefined);
      const places = node.parameters.flatMap((each, at) => (SHOWN.test(each.name.getText()) ? [at] : []));
      if (name && places.length > 0) found.set(name.getText(), places);
    }
    ts.forEachChild(node, walk);
  }
  walk(tree);
  return found;
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
  ['<b>{`${isOld ? "was" : ""} ${count}`}</b>', "was"],
  ["<b title={rows.map((each) => `${each} since`).join()} />", "since"],
  ['<b>{["kept", why].filter(Boolean).join(": ")}</b>', "kept"],
  ['const name = isOne ? "the group" : given; <b aria-label={name} />;', "the group"],
  ['const line = (id: string, label: string) => <b id={id}>{label}</b>; line("name", "Name");', "Name"],
  ["const standing = `${value} of ${limit}`;", "of"],
  ["const title = `${name}, copy`;", ", copy"],
  ['throw new Error("Aliases (*name) are not allowed.");', "Aliases (*name) are not allowed."],
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
  'const name = "grey"; <b className={name} />;',
  'throw new Error("nobody is signed in");',
  "const keys = [`${id} node`, `slider ${id}`, `${from}>${to}`, `${node}, ${port}`];",
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
