import { IssuedTokens } from "../../../provider/run/issuedTokens";

const ISSUED = { token: "transactional_1", notes: ["A note."] };

test("returns what was issued for the same inputs", () => {
  const tokens = new IssuedTokens();
  const inputs = { name: "mail", rotationTrigger: { n: [1] }, rotatedAt: "2026-01-01T00:00:00.000Z" };
  expect(tokens.get(inputs)).toBeUndefined();
  tokens.keep(inputs, ISSUED);
  expect(tokens.get(structuredClone(inputs))).toEqual(ISSUED);
});

test.each([
  ["another value", { name: "mail", quota: 1, rotatedAt: "1" }],
  ["an additional value", { name: "mail", quota: 0, rotatedAt: "1", enabled: false }],
  ["another stamp", { name: "mail", quota: 0, rotatedAt: "2" }],
])("returns nothing for inputs with %s", (_, inputs) => {
  const tokens = new IssuedTokens();
  tokens.keep({ name: "mail", quota: 0, rotatedAt: "1" }, ISSUED);
  expect(tokens.get(inputs)).toBeUndefined();
});
