import { JetEmailError, messageOf } from "../../../provider/errors/jetEmailError";

const UNEXPECTED =
  "An unexpected error occurred in pulumi-jetemail. Please report it, with the version and the command. [JETEMAIL-901]";

test("ends its message with its code and those of its causes, each once", () => {
  const cause = new JetEmailError(307, "No answer.");
  const error = new JetEmailError(607, "Not looked up.", [cause, new JetEmailError(undefined, "Twice.", [cause])]);
  expect(error.codes).toEqual([607, 307]);
  expect(error.text).toBe("Not looked up.");
  expect(error.message).toBe("Not looked up. [JETEMAIL-607, JETEMAIL-307]");
  expect(messageOf(error)).toBe(error.message);
});

test("adds the code of an unexpected error to a cause of other origin", () => {
  expect(new JetEmailError(607, "Not looked up.", [new TypeError("bug")]).codes).toEqual([607, 901]);
});

test.each([new TypeError("Bearer api_0123456789"), "Bearer api_0123456789", undefined])(
  "replaces the message of %p, which may contain a secret",
  (error) => {
    expect(messageOf(error)).toBe(UNEXPECTED);
  },
);
