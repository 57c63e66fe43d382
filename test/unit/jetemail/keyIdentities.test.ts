import { fingerprintOf } from "../../../provider/jetemail/keyIdentities";

test("is the first 16 hex digits of the token's SHA-256", () => {
  expect(fingerprintOf("abc")).toBe("ba7816bf8f01cfea");
});
