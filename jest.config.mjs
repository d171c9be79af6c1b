/** The levels of tests; `npm test` runs all but soak. */
const projects = {
  unit: {
    testPathIgnorePatterns: ["/test/(cluster|config-repo|engine|examples|provider|sandbox|soak)/"],
  },
  // Real Git servers and the real plugin process, without the engine.
  contract: { testMatch: ["<rootDir>/test/(config-repo|provider|sandbox)/**/*.test.ts"] },
  engine: {
    testMatch: ["<rootDir>/test/engine/**/*.test.ts"],
    setupFilesAfterEnv: ["<rootDir>/test/support/long-tests.ts"],
  },
  // Real API servers, virtual clusters and Vault, with and without the engine.
  cluster: {
    testMatch: ["<rootDir>/test/cluster/**/*.test.ts"],
    setupFilesAfterEnv: ["<rootDir>/test/support/long-tests.ts"],
  },
  examples: {
    testMatch: ["<rootDir>/test/examples/**/*.test.ts"],
    setupFilesAfterEnv: ["<rootDir>/test/support/long-tests.ts"],
  },
  soak: {
    testMatch: ["<rootDir>/test/soak/**/*.test.ts"],
    setupFilesAfterEnv: ["<rootDir>/test/support/long-tests.ts"],
  },
};

export default {
  maxWorkers: 2,
  testTimeout: 30_000,
  projects: Object.entries(projects).map(([displayName, project]) => ({
    displayName,
    testEnvironment: "node",
    cacheDirectory: "<rootDir>/node_modules/.cache/jest",
    testMatch: ["<rootDir>/test/**/*.test.ts"],
    transform: { "^.+\\.ts$": ["ts-jest", { diagnostics: false }] },
    ...project,
  })),
};
