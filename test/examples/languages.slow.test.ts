import { supportOf } from "../harness/languages";
import { toolOrNotice } from "../harness/toolOrNotice";
import { runTwoEnvironments } from "./twoEnvironments";

test.each([
  ["python", ["python3 -m venv venv", ". venv/bin/activate", "pip install -r requirements.txt"]],
  ["go", []],
] as const)(
  "%s: two stacks have keys of their own, and a rotation leaves the previous token valid",
  async (language, preparations) => {
    if ((await toolOrNotice(`examples/${language}`, supportOf(language).findTools)) !== undefined) {
      await runTwoEnvironments(language, preparations);
    }
  },
  20 * 60_000, // compilers and packages with cold caches
);
