import "@mantine/core/styles/baseline.css";
import "@mantine/core/styles/default-css-variables.css";
import "@mantine/core/styles/global.css";
import "@mantine/core/styles/ScrollArea.css";
import "@mantine/core/styles/UnstyledButton.css";
import "@mantine/core/styles/CloseButton.css";
import "@mantine/core/styles/Overlay.css";
import "@mantine/core/styles/Popover.css";
import "@mantine/core/styles/Paper.css";
import "@mantine/core/styles/ModalBase.css";
import "@mantine/core/styles/Modal.css";
import "@mantine/core/styles/Menu.css";
import "@mantine/core/styles/Tooltip.css";
import "./theme/tokens.css";
import "./theme/base.css";
import "./theme/frame.css";
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { whenBack } from "./api/connection";
import { isPassing } from "./api/problem";
import { router } from "./frame/router";
import { theme } from "./theme/mantine";
import { useTheme } from "./theme/theme";

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (count, error) => count < 3 && isPassing(error),
      retryDelay: (count) => 500 * 2 ** count,
    },
  },
});

whenBack(() => void queries.invalidateQueries());

const nonce = document.querySelector<HTMLMetaElement>("meta[property=csp-nonce]")?.nonce;
// What hinders the page from scrolling under a dialog looks for it under this name.
Object.assign(globalThis, { __webpack_nonce__: nonce });

function Application() {
  const shown = useTheme((state) => state.shown);
  return (
    <MantineProvider theme={theme} forceColorScheme={shown} getStyleNonce={() => nonce ?? ""}>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <Application />
  </StrictMode>,
);
