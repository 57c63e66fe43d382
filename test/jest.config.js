/** @type {import("jest").Config} */
module.exports = {
  rootDir: "..",
  roots: ["<rootDir>/test", "<rootDir>/examples"],
  testMatch: ["**/*.test.ts"],
  testEnvironment: "node",
  // A guard against a hang: an engine test starts the Pulumi CLI a dozen times.
  testTimeout: 180_000,
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
  collectCoverageFrom: ["sdk/**/*.ts", "provider/**/*.ts"],
  coverageProvider: "v8",
  coverageThreshold: { global: { lines: 95, branches: 95 } },
};
