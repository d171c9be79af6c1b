/** The levels of tests; `npm test` runs all but soak. */
const projects = {
  unit: { testPathIgnorePatterns: ["/test/(engine|examples|soak)/"] },
  engine: { testMatch: ["<rootDir>/test/engine/**/*.test.ts"], testTimeout: 600_000 },
  examples: { testMatch: ["<rootDir>/test/examples/**/*.test.ts"], testTimeout: 600_000 },
  soak: { testMatch: ["<rootDir>/test/soak/**/*.test.ts"], testTimeout: 4 * 3_600_000 },
};

export default {
  maxWorkers: 2,
  projects: Object.entries(projects).map(([displayName, project]) => ({
    displayName,
    testEnvironment: "node",
    testMatch: ["<rootDir>/test/**/*.test.ts"],
    testTimeout: 30_000,
    transform: { "^.+\\.ts$": ["ts-jest", { diagnostics: false }] },
    ...project,
  })),
};
