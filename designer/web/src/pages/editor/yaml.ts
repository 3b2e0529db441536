/** Documents as YAML and back. Numbers keep the text they were written with. */
import { isCollection, isScalar, parseDocument, visit } from "yaml";
import { isRaw, numberFrom } from "~/api/json";
import { yaml as words } from "~/messages/editor/drawer";

/** A value as YAML. */
export function toYaml(value: unknown): string {
  const document = parseDocument(JSON.stringify(value));
  visit(document, {
    Collection(key, node) {
      // Short records stay on one line, as people write them.
      if (isCollection(node))
        node.flow = key !== null && node.toString().length < 64 && node.items.length <= 4;
    },
    Scalar(_, node) {
      if (typeof node.value === "string") node.type = undefined;
    },
  });
  return document.toString({ lineWidth: 110 });
}

/**
 * The value of a YAML text.
 *
 * @throws Error that says line and column
 */
export function fromYaml(text: string): unknown {
  const document = parseDocument(text, { version: "1.2", schema: "core", uniqueKeys: true });
  const [fault] = document.errors;
  if (fault) throw new Error(fault.message.split("\n")[0]);
  let hasAlias = false;
  visit(document, {
    Alias() {
      hasAlias = true;
    },
    Scalar(_, node) {
      if (typeof node.value === "number" && isScalar(node) && node.source) {
        const exact = numberFrom(node.source);
        if (isRaw(exact)) node.value = exact as unknown as number;
      }
    },
  });
  if (hasAlias) throw new Error(words.noAliases);
  return document.toJS();
}
