/**
 * What fits a text, the best first: every word of the text must be found, whole or as letters in order.
 * What stands in the help alone counts least. Without a text everything stays in its order.
 */
export function fuzzy<Item>(
  items: Item[],
  text: string,
  nameOf: (item: Item) => string,
  helpOf: (item: Item) => string = () => "",
): Item[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return items;
  return items
    .map((item, at) => ({
      item,
      at,
      score: scoreOf(nameOf(item).toLowerCase(), helpOf(item).toLowerCase(), words),
    }))
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score || one.at - other.at)
    .map(({ item }) => item);
}

function scoreOf(name: string, help: string, words: string[]): number {
  let total = 0;
  for (const word of words) {
    const found = name.indexOf(word);
    const score =
      found === 0
        ? 100
        : found > 0
          ? /[\s_-]/.test(name[found - 1] ?? "")
            ? 60
            : 40
          : inOrder(name, word) || (help.includes(word) ? 5 : 0);
    if (score === 0) return 0;
    total += score;
  }
  return total - name.length / 100;
}

function inOrder(name: string, word: string): number {
  let at = -1;
  for (const letter of word) {
    at = name.indexOf(letter, at + 1);
    if (at < 0) return 0;
  }
  return 10;
}
