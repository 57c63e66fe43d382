import { expectFailure } from "../harness/command";
import { runDemo, testDemo } from "../languages/demo";

testDemo("yaml");

test("a language that it does not know is refused, and the message names those that it knows", async () => {
  const { stderr } = expectFailure("demo", await runDemo("cobol"));
  expect(stderr).toContain('--language takes yaml, python, go, typescript, not "cobol".');
});
