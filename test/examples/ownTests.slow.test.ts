import { buildSimulator } from "../harness/build";
import { Example } from "../harness/example";

let example: Example;
jest.setTimeout(10 * 60_000);
beforeAll(buildSimulator);
afterEach(() => example.close());

test.each([
  ["unit-testing", 5],
  ["simulator-testing", 4],
])("%s: its own tests pass, and leave nothing in its folder", async (name, count) => {
  example = await Example.open(name);
  const before = await example.run("ls -A");
  const printed = await example.next("npm test");
  expect(printed).toContain(`pass ${count}\n`);
  expect(printed).toContain("fail 0\n");
  expect(await example.run("ls -A")).toBe(before);
});
