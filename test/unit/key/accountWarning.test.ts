import { accountWarning } from "../../../provider/key/accountWarning";
import { Run } from "../../../provider/run/run";

const account = (apiKey: string) => new Run({ JETEMAIL_API_KEY: apiKey }).account(undefined);
const seenWith = (apiKey: string) => ({ accountFingerprint: account(apiKey).fingerprint });

test("is given where a key was last seen with another account key, and names neither the key nor the account", () => {
  const warning = accountWarning(account("api_prod"), [seenWith("api_prod"), seenWith("api_dev")]);
  expect(warning).toContain("[JETEMAIL-715]");
  expect(warning).toBe(accountWarning(account("api_other"), [seenWith("api_dev")]));
});

test.each<[string, string, ReturnType<typeof seenWith>[]]>([
  ["where all keys were last seen with it", "api_dev", [seenWith("api_dev"), seenWith("api_dev")]],
  ["of keys of which that is not known", "api_dev", [{} as ReturnType<typeof seenWith>]],
  ["without an account key, which a preview does not need", "", [seenWith("api_dev")]],
])("is not given %s", (_, apiKey, keys) => {
  expect(accountWarning(account(apiKey), keys)).toBeUndefined();
});
