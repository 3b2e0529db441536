import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const service = process.env.FILBERT_DESIGNER_URL ?? "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "~": new URL("./src", import.meta.url).pathname } },
  // The service puts a fresh value in place of this at each answer; see filbert.designer.interface.
  html: { cspNonce: "__CSP_NONCE__" },
  build: {
    outDir: "../filbert/designer/static",
    emptyOutDir: true,
    target: "es2022",
    manifest: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1000,
  },
  server: { proxy: { "/api": service } },
  test: {
    environment: "happy-dom",
    isolate: false,
    include: ["src/**/*.test.{ts,tsx}"],
    restoreMocks: true,
    // No test says how fast something is: this is for what never ends.
    testTimeout: 60_000,
  },
});
