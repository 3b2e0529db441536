/** Let the browser save a text as a file. */
export function saveFile(name: string, text: string, type: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = Object.assign(document.createElement("a"), { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Let the browser save what an address answers, as it comes and without holding it. */
export function saveFrom(address: string): void {
  Object.assign(document.createElement("a"), { href: address, download: "" }).click();
}
