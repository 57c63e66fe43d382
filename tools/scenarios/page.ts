import { readdirSync } from "node:fs";
import path from "node:path";
import { repository } from "../../test/harness/repository";
import { ONE_SHELL, reasonsByTitle } from "../../test/harness/shells";
import { titlesOf } from "../../test/harness/titles";

const INTRODUCTION = `# Tested scenarios

Dynamic resources and the [plugin](plugin.md) are two ways to the same code. What both can do is tested with both, on the
plugin mostly from YAML programs. Each line is the title of a test, which runs on the real Pulumi CLI and a simulated JetEmail.
\`npm run docs\` writes this page from the tests.
`;

/** docs/scenarios.md */
export function scenariosPage(): string {
  const inFolder = (folder: string, section: (file: string) => string) => filesIn(folder).map(section).join("");
  const sections = {
    "With dynamic resources and with the plugin": inFolder("plugin/shared", onBoth),
    "With dynamic resources only": inFolder("engine", onOne),
    "With the plugin only": inFolder("plugin", onOne),
  };
  return [INTRODUCTION, ...Object.entries(sections).map(([heading, text]) => `## ${heading}\n${text}`)].join("\n");
}

/** The files of tests in a folder of test/. */
export function filesIn(folder: string): string[] {
  const files = readdirSync(path.join(repository, "test", folder)).filter((file) => file.endsWith(".test.ts"));
  return files.sort().map((file) => `${folder}/${file}`);
}

/** What such a file is about, as its name says. */
export function subjectOf(file: string): string {
  return path.basename(file).replace(/(\.slow)?\.test\.ts$/, "");
}

function onBoth(file: string): string {
  const subject = subjectOf(file);
  const left = reasonsByTitle(`engine/${subject}`);
  const original = `engine/${subject}.test.ts`;
  return section(
    original,
    titlesOf(original).filter((title) => !Object.hasOwn(left, title)),
  );
}

function onOne(file: string): string {
  const reasons = ONE_SHELL[`${path.dirname(file)}/${subjectOf(file)}`];
  if (typeof reasons === "string") {
    return section(file, titlesOf(file), `${reasons}\n\n`);
  }
  const lines = Object.entries(reasons ?? {}).map(([title, reason]) => `${title}. *${reason}*`);
  return lines.length > 0 ? section(file, lines) : "";
}

function section(file: string, lines: readonly string[], introduction = ""): string {
  const words = subjectOf(file).replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  const heading = `### [${words.charAt(0).toUpperCase()}${words.slice(1)}](../test/${file})`;
  return `\n${heading}\n\n${introduction}${lines.map((line) => `- ${line}\n`).join("")}`;
}
