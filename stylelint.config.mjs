/** Widgets take colors, fonts and borders from JupyterLab's variables, so that every theme, light or dark, fits. */
export default {
  extends: ["stylelint-config-standard"],
  reportNeedlessDisables: true,
  rules: {
    "selector-class-pattern": [
      "^(?:jp|lm)-[A-Z][A-Za-z0-9]*(?:-[a-z][A-Za-z0-9]*)*$|^jp-mod-[a-z][A-Za-z0-9]*(?:-[a-z0-9]+)*$|^lm-mod-[a-z-]+$",
      { message: "Expected jp-<Widget>, jp-<Widget>-<part> or jp-mod-<state>" },
    ],
    "custom-property-pattern": ["^jp-[a-z0-9-]+$", { message: "Expected a custom property named --jp-..." }],
    "color-no-hex": true,
    "color-named": ["never", { message: "Expected a --jp-* variable instead of a named color" }],
    "function-disallowed-list": [
      ["rgb", "rgba", "hsl", "hsla", "hwb", "lab", "lch", "oklab", "oklch"],
      { message: "Expected a --jp-* variable instead of a color" },
    ],
    "declaration-property-value-allowed-list": [
      {
        "font-family": ["/^var\\(--jp-/", "inherit"],
        "/^(?:background-color|border-color|outline-color|color|fill|stroke)$/": [
          "/var\\(--jp-/",
          "currentcolor",
          "inherit",
          "none",
          "transparent",
          "unset",
          // The system's own colors, for users who force them.
          "/^(?:Canvas|CanvasText|Highlight|HighlightText|GrayText|ButtonText|LinkText)$/i",
        ],
      },
      { message: "Expected a --jp-* variable" },
    ],
    "value-keyword-case": ["lower", { camelCaseSvgKeywords: true }],
  },
  overrides: [
    // The one file where the widgets' own variables get their values, for both themes.
    { files: ["style/**/theme.css"], rules: { "color-no-hex": null, "function-disallowed-list": null } },
  ],
};
