import tseslint from "typescript-eslint";

/** Files whose code must run without engine, network, disk, clock or randomness (DESIGN: "pure"). */
const pure = [
  "provider/claims/**/*.ts",
  "components/registration/**/*.ts",
  "components/charts/**/*.ts",
  "components/requests/**/*.ts",
  "components/runtime/**/*.ts",
  "provider/nautes-files/**/*.ts",
];

export default tseslint.config(
  { ignores: ["dist/", "node_modules/", "coverage/"] },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "func-style": ["error", "declaration"],
      "max-lines": ["error", 250],
      "no-console": "error",
    },
  },
  {
    // These run before packages are installed, hence without a compiler; types are not looked at.
    files: ["**/*.mjs"],
    extends: [tseslint.configs.strict],
    rules: {
      "func-style": ["error", "declaration", { allowArrowFunctions: true }],
      "max-lines": ["error", 250],
      "no-console": "error",
      "prefer-const": "error",
    },
  },
  {
    files: ["provider/**/*.ts", "components/**/*.ts"],
    rules: {
      "max-lines-per-function": ["error", 60],
      "no-restricted-properties": [
        "error",
        { object: "AbortSignal", property: "timeout", message: "may never abort: withTimeLimit" },
      ],
    },
  },
  {
    files: pure,
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            { group: ["@pulumi/*", "@grpc/*"], message: "pure code knows no engine" },
            { regex: "^node:(?!crypto$)", message: "pure code does no I/O" },
          ],
        },
      ],
      "no-restricted-globals": ["error", "process", "fetch", "setTimeout", "setInterval"],
      "no-restricted-properties": [
        "error",
        { object: "Date", property: "now" },
        { object: "Math", property: "random" },
      ],
    },
  },
  {
    files: ["sandbox/**/*.ts", "bench/**/*.ts"],
    rules: { "no-console": "off" },
  },
  {
    files: ["test/**/*.ts"],
    rules: {
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
    },
  },
);
