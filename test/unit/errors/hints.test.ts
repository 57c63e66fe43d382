import { ApiError } from "../../../provider/errors/apiError";
import { withHint } from "../../../provider/errors/hints";
import { JetEmailError } from "../../../provider/errors/jetEmailError";
import { NetworkError } from "../../../provider/errors/networkError";
import { PartialError } from "../../../provider/errors/partialError";

const PATH = "/outbound/transactional-keys";
const refused = (status: number, method = "GET") => new ApiError({ status, method, path: PATH });

test.each([
  [301, "Redirects are not followed", 304],
  [401, "Check the account key: it begins with api_", 301],
  [403, "Check the limits of the JetEmail account", 302],
  [404, "Run the command again; if the error persists, check jetemail:baseUrl", 308],
  [429, "Run the command again after that time. JetEmail blocks an account", 303],
  [500, "The fault is on JetEmail's side: run the command again later.", 305],
  [503, "The fault is on JetEmail's side", 305],
])("adds to status %i what to do next", (status, hint, code) => {
  const { message } = withHint(refused(status), { introduction: "Could not read the key." });
  expect(message).toContain(`Could not read the key. JetEmail answered ${status} to GET ${PATH}. ${hint}`);
  expect(message).toMatch(new RegExp(` \\[JETEMAIL-${code}\\]$`));
});

test.each([400, 404])("adds to status %i of a change that the key may have been changed outside Pulumi", (status) => {
  const { message } = withHint(refused(status, "PATCH"));
  expect(message).toContain(
    `to PATCH ${PATH}. Check the key's arguments, and run \`pulumi refresh\` if the key was changed`,
  );
  expect(message).toMatch(/ \[JETEMAIL-306\]$/);
});

test("names the argument of an explicit provider, and the stack's settings otherwise", () => {
  expect(withHint(refused(401), { isExplicit: true }).message).toContain("is the provider's argument `apiKey`");
  expect(withHint(refused(401)).message).toContain("`pulumi config set --secret jetemail:apiKey`");
  expect(withHint(refused(403), { isExplicit: true }).message).toContain("Check the limits of the JetEmail account");
});

test("leaves an error without a hint as it is", () => {
  expect(withHint(new JetEmailError(609, "No such key.")).message).toBe("No such key. [JETEMAIL-609]");
});

test("adds the code and the hint of the error that led to another", () => {
  const cause = new NetworkError("https://api.example", "GET", PATH, { code: "ECONNRESET" });
  const error = new JetEmailError(607, `Its uuid could not be looked up. ${cause.text}`, [cause]);
  expect(withHint(error).message).toBe(
    `Its uuid could not be looked up. No answer from https://api.example to GET ${PATH} (ECONNRESET). Check the network, the proxy settings and jetemail:baseUrl. [JETEMAIL-607, JETEMAIL-307]`,
  );
});

test("withholds an error of other origin, also inside another one", () => {
  const secret = new TypeError("Bearer api_0123456789abcdef");
  for (const error of [secret, new PartialError("id", {}, [secret])]) {
    const { message } = withHint(error);
    expect(message).toContain("An unexpected error occurred in pulumi-jetemail.");
    expect(message).toContain("[JETEMAIL-901]");
    expect(message).not.toContain("0123456789");
  }
});
