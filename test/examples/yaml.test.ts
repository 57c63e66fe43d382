import { runTwoEnvironments } from "./twoEnvironments";

test("yaml: two stacks have keys of their own, and a rotation leaves the previous token valid", async () => {
  await runTwoEnvironments("yaml");
}, 600_000);
