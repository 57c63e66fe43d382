import { filesIn, scenariosPage, subjectOf } from "../../tools/scenarios/page";
import { ONE_SHELL } from "../harness/shells";
import { titlesOf } from "../harness/titles";
import { textOf } from "./markdown";

const shared = filesIn("plugin/shared").map((file) => `engine/${subjectOf(file)}`);
const files = new Map(
  ["engine", "plugin"].flatMap((folder) => filesIn(folder).map((file) => [`${folder}/${subjectOf(file)}`, file])),
);

test("docs/scenarios.md is what `npm run docs` makes of the tests", () => {
  expect(textOf("docs/scenarios.md")).toBe(scenariosPage());
});

test("every file of test/engine runs on both shells, or the table says why not, as for every file of test/plugin", () => {
  const unexplained = [...files.keys()].filter(
    (name) => shared.includes(name) === (typeof ONE_SHELL[name] === "string"),
  );
  expect(unexplained).toEqual([]);
});

test("a shared file runs the tests of its name", () => {
  for (const file of filesIn("plugin/shared")) {
    expect(textOf(`test/${file}`)).toContain(`onPlugin("${subjectOf(file)}"`);
    expect(files.keys()).toContain(`engine/${subjectOf(file)}`);
  }
});

test("the table names files and tests that exist", () => {
  const missing = Object.entries(ONE_SHELL).flatMap(([name, reasons]) => {
    const file = files.get(name);
    const titles = typeof reasons === "string" ? [] : Object.keys(reasons);
    return file === undefined ? [name] : titles.filter((title) => !titlesOf(file).includes(title));
  });
  expect(missing).toEqual([]);
});
