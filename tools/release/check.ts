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
  /** The packages that are published, as their package.json has them. */
  readonly packages: readonly Package[];
}

/** Where a package says that it comes from. npm compares the repository with where its provenance says it was built. */
export interface Package {
  readonly homepage?: string;
  readonly bugs?: string;
  readonly repository?: { readonly url: string };
}

/**
 * What the changelog says of the version.
 * @throws if the tag, package.json, the changelog and the kept states do not agree, or if a package does not say where it
 * comes from.
 */
export function releaseNotes({ tag, version, changelog, states, packages }: Release): string {
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
  for (const { homepage, bugs, repository } of packages) {
    const missing = Object.entries({ homepage, bugs, repository: repository?.url }).filter(
      ([, address]) => !address || address.includes(PLACEHOLDER),
    );
    if (missing.length > 0) {
      throw new Error(
        `package.json and packages/simulator/package.json have ${PLACEHOLDER} in ${missing.map(([name]) => name).join(", ")}: write the owner of the repository in its place.`,
      );
    }
  }
  return notes;
}

/** Stands in package.json for the owner of the repository, until there is one. */
const PLACEHOLDER = "OWNER";

/** `npm run --silent release:check vX.Y.Z` prints the notes. */
function main(tag = ""): void {
  const file = (name: string) => readFileSync(path.join(repository, name), "utf8");
  const [main, simulator] = ["package.json", "packages/simulator/package.json"].map(
    (name) => JSON.parse(file(name)) as Package & { version: string },
  ) as [Package & { version: string }, Package];
  const notes = releaseNotes({
    tag,
    version: main.version,
    changelog: file("CHANGELOG.md"),
    states: releases(),
    packages: [main, simulator],
  });
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
