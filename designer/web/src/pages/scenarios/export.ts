import { api, call } from "~/api/client";
import { toastError } from "~/ui/toast";

/** Save a scenario's draft as a file. */
export async function download(scenario: string, form: "yaml" | "json"): Promise<void> {
  try {
    const params = { path: { scenario }, query: { form } };
    const text = await call(api.GET("/api/v1/scenarios/{scenario}/export", { params, parseAs: "text" }));
    saveFile(`${scenario}.${form}`, String(text), form === "json" ? "application/json" : "application/yaml");
  } catch (error) {
    toastError(error);
  }
}

/** Let the browser save a text as a file. */
export function saveFile(name: string, text: string, type: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = Object.assign(document.createElement("a"), { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
