import { IssuedTokens } from "../../../provider/run/issuedTokens";

const ISSUED = { token: "transactional_1", issuedAt: "2026-01-01T00:00:00.000Z", notes: ["A note."], since: 0 };

test("returns what was issued for the same resource, and nothing for another one", () => {
  const tokens = new IssuedTokens();
  expect(tokens.get("0123456789ab")).toBeUndefined();
  tokens.keep("0123456789ab", ISSUED);
  expect(tokens.get("0123456789ab")).toEqual(ISSUED);
  expect(tokens.get("ba9876543210")).toBeUndefined();
});
