import { api, call } from "~/api/client";
import { saveFile } from "~/ui/saveFile";
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
