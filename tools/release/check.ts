import { readFileSync } from "node:fs";
import path from "node:path";
import { repository } from "../../test/harness/repository";
import { releases } from "./releases";

/** What a release is made of. */
export interface Release {
  readonly tag: string;
  readonly version: string;
  readonly changelog: string;
  /** The names of the states that are kept. */
  readonly states: readonly string[];
}

/**
 * What the changelog says of the version.
 * @throws if the tag, package.json, the changelog and the kept states do not agree.
 */
export function releaseNotes({ tag, version, changelog, states }: Release): string {
  if (!/^v\d+\.\d+\.\d+$/.test(tag)) {
    throw new Error(`The tag ${tag} is not vX.Y.Z.`);
  }
  if (tag !== `v${version}`) {
    throw new Error(`The tag is ${tag}, and package.json has version ${version}.`);
  }
  const section = changelog.split(/^## /m).find((text) => {
    const [heading = ""] = text.split("\n");
    return new RegExp(`^\\[?${version.replaceAll(".", "\\.")}\\]? - \\d{4}-\\d\\d-\\d\\d$`).test(heading.trim());
  });
  const notes = section?.slice(section.indexOf("\n")).trim();
  if (!notes) {
    throw new Error(`CHANGELOG.md has no section "## ${version} - YYYY-MM-DD" with text.`);
  }
  if (!states.includes(version)) {
    throw new Error(`No state of ${version} is kept: run \`npm run release:record\` and commit what it writes.`);
  }
  return notes;
}

/** `npm run --silent release:check vX.Y.Z` prints the notes. */
function main(tag = ""): void {
  const file = (name: string) => readFileSync(path.join(repository, name), "utf8");
  const { version } = JSON.parse(file("package.json")) as { version: string };
  const notes = releaseNotes({ tag, version, changelog: file("CHANGELOG.md"), states: releases() });
  process.stdout.write(`${notes}\n`);
}

if (require.main === module) {
  try {
    main(process.argv[2]);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}
