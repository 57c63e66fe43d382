/** @type {import("jest").Config} */
module.exports = {
  rootDir: "..",
  roots: ["<rootDir>/test", "<rootDir>/examples"],
  testMatch: ["**/*.test.ts"],
  testEnvironment: "node",
  // Jest's own default leaves one core idle, which on two cores is half of the machine.
  maxWorkers: "100%",
  testSequencer: "<rootDir>/test/jest/longFirstSequencer.js",
  reporters: ["<rootDir>/test/jest/progressReporter.js"],
  globalSetup: "<rootDir>/test/jest/globalSetup.ts",
  // A guard against a hang: an engine test starts the Pulumi CLI a dozen times.
  testTimeout: 300_000,
  transform: {
    "\\.ts$": [
      "@swc/jest",
      {
        jsc: { parser: { syntax: "typescript" }, target: "es2023" },
        module: { type: "commonjs" },
        sourceMaps: "inline",
      },
    ],
  },
  collectCoverageFrom: ["sdk/nodejs/**/*.ts", "provider/**/*.ts"],
  coverageProvider: "v8",
  coverageThreshold: { global: { lines: 95, branches: 95 } },
};
