import { accountFingerprintOf } from "../../../provider/config/accountFingerprint";

const of = (apiKey: string, url = "https://api.jetemail.com") =>
  accountFingerprintOf({ apiKey, baseUrl: new URL(url) });

test("stays the same from version to version: states have it", () => {
  expect(of("api_0123456789abcdef")).toBe("651c53");
});

test("has 24 bits only, which tell next to nothing of the account key", () => {
  expect(of("api_1")).toMatch(/^[0-9a-f]{6}$/);
});

test("differs for another account key and for another server, and not for another path of it", () => {
  const fingerprint = of("api_1");
  expect(of("api_2")).not.toBe(fingerprint);
  expect(of("api_1", "https://jet.example")).not.toBe(fingerprint);
  expect(of("api_1", "https://api.jetemail.com/v2/")).toBe(fingerprint);
});
