import { createTheme, type MantineColorsTuple } from "@mantine/core";
import { messages } from "~/messages";

const accent: MantineColorsTuple = [
  "#e9effd",
  "#d3dffb",
  "#a9bff3",
  "#8eabff",
  "#6b8cf0",
  "#3e67e0",
  "#2754d1",
  "#1f45b0",
  "#19388f",
  "#132b6e",
];

/** Mantine speaks in our tokens: what its components take from the theme are custom properties of `tokens.css`. */
export const theme = createTheme({
  colors: { accent },
  primaryColor: "accent",
  fontFamily: "var(--font)",
  fontFamilyMonospace: "var(--mono)",
  fontSizes: { xs: "11px", sm: "12px", md: "13px", lg: "14px", xl: "16px" },
  radius: { xs: "4px", sm: "6px", md: "8px", lg: "12px", xl: "12px" },
  defaultRadius: "sm",
  respectReducedMotion: true,
  components: {
    Modal: {
      defaultProps: {
        centered: true,
        transitionProps: { duration: 120 },
        closeButtonProps: { "aria-label": messages.common.close },
      },
    },
    Menu: {
      defaultProps: {
        transitionProps: { duration: 80 },
        position: "bottom-start",
        offset: 4,
        // A menu may hold nothing but items; the first of them takes the focus.
        withInitialFocusPlaceholder: false,
      },
    },
    Popover: { defaultProps: { transitionProps: { duration: 80 } } },
    Tooltip: { defaultProps: { openDelay: 400, transitionProps: { duration: 80 } } },
  },
});
