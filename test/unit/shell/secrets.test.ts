import { markSecrets } from "../../../provider/shell/secrets";
import { secret } from "../../harness/inProcessProvider";

interface State {
  readonly name: string;
  readonly token?: string;
  readonly keys?: object;
}

test("marks the named values as secret, and no others", () => {
  const state: State = { name: "mail", token: "transactional_1", keys: { a: 1 } };
  expect(markSecrets(state, ["token", "keys"])).toEqual({
    name: "mail",
    token: secret("transactional_1"),
    keys: secret({ a: 1 }),
  });
  expect(state.token).toBe("transactional_1");
});

test("adds no value that the state does not have", () => {
  expect(markSecrets<State>({ name: "mail" }, ["token", "keys"])).toEqual({ name: "mail" });
});
