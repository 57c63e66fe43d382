import { Log } from "../../../provider/dynamic/log";
import { ApiError } from "../../../provider/errors/apiError";
import { JetEmailError } from "../../../provider/errors/jetEmailError";
import { PartialError } from "../../../provider/errors/partialError";
import { withErrorBoundary } from "../../../provider/shell/errorBoundary";
import { failureOf } from "../../harness/failure";
import { expectOnlyAMessage, type PartialFailure, useCapturedOutput } from "../../harness/inProcessProvider";

const output = useCapturedOutput();
const SERVER_ERROR = new ApiError({ status: 500, method: "GET", path: "/keys" });

const redacted = (text: string) => text.replaceAll("secret.example", "[secret]");

/** Runs an operation that fails with this error. */
function failing(error: unknown, action = 'create the key "receipts"'): Promise<unknown> {
  const toSave = (properties: { token: string }) => ({ token: "[secret]", count: Object.keys(properties).length });
  return withErrorBoundary(action, { toSave, redacted, log: new Log() }, () => Promise.reject(error));
}

test("returns the result of the operation", async () => {
  expect(
    await withErrorBoundary(
      "read",
      { toSave: (state: object) => state, redacted: (text) => text, log: new Log() },
      async () => 7,
    ),
  ).toBe(7);
});

test("says what could not be done, and why, and what to do", async () => {
  const error = await failureOf(failing(SERVER_ERROR));
  expect(error.message).toBe(
    'Could not create the key "receipts". JetEmail answered 500 to GET /keys. The fault is on JetEmail\'s side: run the command again later. [JETEMAIL-305]',
  );
  expectOnlyAMessage(error);
});

test("redacts what the program declares secret", async () => {
  const error = await failureOf(failing(new JetEmailError(609, "No secret.example."), "create secret.example"));
  expect(error.message).toBe("Could not create [secret]. No [secret]. [JETEMAIL-609]");
});

test("makes the action printable", async () => {
  const error = await failureOf(failing(new JetEmailError(609, "No such key."), "read a\n\u001b[2Jkey"));
  expect(error.message).toBe("Could not read a [2Jkey. No such key. [JETEMAIL-609]");
});

test("replaces an error of other origin", async () => {
  const error = await failureOf(failing(Object.assign(new Error("Bearer api_1"), { id: "u1", code: 5, details: "x" })));
  expect(error.message).toContain("An unexpected error occurred in pulumi-jetemail.");
  expectOnlyAMessage(error, "api_1");
});

describe("a partial failure", () => {
  const failures = [new JetEmailError(606, "Not switched off."), SERVER_ERROR];
  const partial = new PartialError("u1", { token: "transactional_1" }, failures, ["One note.", "Another note."]);

  test("has the id, the properties to save, and a reason for each failure, the last with what to do", async () => {
    const { id, properties, reasons } = await failureOf<PartialFailure>(failing(partial));
    expect({ id, properties, reasons }).toEqual({
      id: "u1",
      properties: { token: "[secret]", count: 1 },
      reasons: [
        "Not switched off. [JETEMAIL-606]",
        "JetEmail answered 500 to GET /keys. The fault is on JetEmail's side: run the command again later. Run `pulumi up` again to complete it. [JETEMAIL-305]",
      ],
    });
  });

  test("logs the notes of the operation", async () => {
    await failureOf(failing(partial));
    expect(output).toEqual(["One note.\n", "Another note.\n"]);
  });
});
