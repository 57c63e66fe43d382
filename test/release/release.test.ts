import { globSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { type Release, releaseNotes } from "../../tools/release/check";
import { startCommand } from "../harness/command";
import { repository } from "../harness/repository";
import { toolOrNotice } from "../harness/toolOrNotice";
import { npm } from "../packaging/commands";
import { findActionlint } from "../pipelines/actionlint";

const textOf = (file: string) => readFileSync(path.join(repository, file), "utf8");
const manifest = JSON.parse(textOf("package.json")) as {
  version: string;
  scripts: Record<string, string>;
  devDependencies: { node: string };
};

interface Step {
  readonly run?: string;
  readonly uses?: string;
  readonly with?: Record<string, string>;
}
interface Job {
  readonly needs?: string | string[];
  readonly environment?: string;
  readonly permissions?: object;
  readonly strategy?: { readonly matrix: { readonly include: object[] } };
  readonly steps: Step[];
}
interface Workflow {
  readonly on: { readonly push: { readonly tags?: string[] } };
  readonly permissions: object;
  readonly jobs: Record<string, Job>;
}
const workflowsIn = path.join(repository, ".github", "workflows");
const workflows = readdirSync(workflowsIn).map(
  (file) => [file, parse(textOf(`.github/workflows/${file}`)) as Workflow] as const,
);
/** The package and its simulator have one version. */
const BOTH = "--workspace pulumi-jetemail-simulator --include-workspace-root";
const PLUGIN_SDK = "./sdk/nodejs-plugin";
const release = new Map(workflows).get("release.yml") as Workflow;
const commandsOf = (job: string) => (release.jobs[job]?.steps ?? []).map(({ run, uses }) => run ?? uses?.split("@")[0]);

const AT_HOME = {
  homepage: "https://github.com/someone/pulumi-jetemail#readme",
  bugs: "https://github.com/someone/pulumi-jetemail/issues",
  repository: { url: "git+https://github.com/someone/pulumi-jetemail.git" },
};

describe("release:check", () => {
  const good: Release = {
    tag: "v1.2.3",
    version: "1.2.3",
    changelog:
      "# Changelog\n\n## Unreleased\n\n## 1.2.3 - 2026-01-31\n\n### Added\n- This.\n\n## 1.2.2 - 2026-01-01\n- That.\n",
    states: ["1.2.2", "1.2.3"],
    packages: [AT_HOME],
  };

  test("prints the version's section of the changelog", () => {
    expect(releaseNotes(good)).toBe("### Added\n- This.");
  });

  test.each<[string, Partial<Release>, RegExp]>([
    ["a tag of another version", { tag: "v1.2.4" }, /tag is v1\.2\.4, and package\.json has version 1\.2\.3/],
    ["a tag that is no version", { tag: "1.2.3" }, /not vX\.Y\.Z/],
    [
      "a changelog without the version",
      { changelog: "## Unreleased\n- This.\n\n## 11.2.3 - 2026-01-31\n- x\n" },
      /no section "## 1\.2\.3/,
    ],
    [
      "a changelog that says nothing of it",
      { changelog: "## 1.2.3 - 2026-01-31\n\n## 1.2.2 - 2026-01-01\n- x\n" },
      /no section/,
    ],
    ["a state that was not kept", { states: ["1.2.2"] }, /release:record/],
    [
      "a package that still has the placeholder of its owner",
      { packages: [AT_HOME, { ...AT_HOME, repository: { url: "git+https://github.com/OWNER/pulumi-jetemail.git" } }] },
      /OWNER in repository/,
    ],
    ["a package that does not say where bugs are reported", { packages: [{ ...AT_HOME, bugs: "" }] }, /OWNER in bugs/],
  ])("refuses %s", (_what, change, message) => {
    expect(() => releaseNotes({ ...good, ...change })).toThrow(message);
  });
});

test("a tag is released after all tests, the check and a dry run, by an approved publication with provenance", () => {
  expect(release.on.push.tags).toEqual(["v[0-9]+.[0-9]+.[0-9]+"]);
  expect(release.permissions).toEqual({ contents: "read" });
  expect(commandsOf("check").slice(-4)).toEqual([
    "npm ci && npm run test:all",
    'npm run --silent release:check "$GITHUB_REF_NAME"',
    `npm publish --dry-run ${BOTH}`,
    `npm publish --dry-run ${PLUGIN_SDK}`,
  ]);
  expect([release.jobs.plugin?.needs, release.jobs.sdks?.needs]).toEqual(["check", "check"]);
  const { needs, environment, permissions } = release.jobs.publish ?? {};
  expect({ needs, environment, permissions }).toEqual({
    needs: ["plugin", "sdks"],
    environment: "release",
    permissions: { contents: "write", "id-token": "write", attestations: "write" },
  });
});

test("the files that an SDK makes Pulumi download are released before the SDKs, with checksums and provenance", () => {
  expect(commandsOf("publish").slice(-8)).toEqual([
    'npm run --silent release:check "$GITHUB_REF_NAME" > "$RUNNER_TEMP/notes.md"',
    "npm run --silent package:checksums assets",
    "actions/attest-build-provenance",
    expect.stringMatching(/^gh release create .* assets\/\*$/),
    `npm publish --provenance --access public ${BOTH}`,
    `npm publish --provenance --access public ${PLUGIN_SDK}`,
    "pypa/gh-action-pypi-publish",
    expect.stringContaining("ref=refs/tags/sdk/go/$GITHUB_REF_NAME"),
  ]);
});

test("the plugin is built for each platform that Pulumi knows, from the Node of the tests, and the small archive once", () => {
  const { strategy, steps } = release.jobs.plugin ?? { steps: [] };
  expect(strategy?.matrix.include).toEqual([
    { runner: "ubuntu-24.04", kinds: "executable small" },
    ...["ubuntu-24.04-arm", "macos-15-intel", "macos-15", "windows-2025", "windows-11-arm"].map((runner) => ({
      runner,
      kinds: "executable",
    })),
  ]);
  const setUp = steps.find(({ uses }) => uses?.startsWith("actions/setup-node@"));
  expect(setUp?.with?.["node-version"]).toBe(manifest.devDependencies.node);
});

test("actionlint accepts the workflows", async () => {
  const actionlint = await toolOrNotice("the syntax of the workflows", findActionlint);
  if (actionlint !== undefined) {
    const args = [
      "-no-color",
      "-shellcheck=",
      "-pyflakes=",
      ...globSync(".github/workflows/*.yml", { cwd: repository }),
    ];
    expect(await startCommand(actionlint, args, { cwd: repository, env: process.env }).ended).toMatchObject({
      code: 0,
      text: "",
    });
  }
});

test.each(workflows)(
  "%s runs scripts that exist, with read access to the repository only",
  (_file, { permissions, jobs }) => {
    expect(permissions).toEqual({ contents: "read" });
    const steps = Object.values(jobs).flatMap((job) => job.steps);
    const scripts = steps.flatMap(({ run = "" }) =>
      [...run.matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(([, name]) => name),
    );
    expect(scripts.filter((script) => !((script as string) in manifest.scripts))).toEqual([]);
  },
);

test("until the repository has an owner, no release passes the check", () => {
  const packages = ["package.json", "packages/simulator/package.json"].map((file) => JSON.parse(textOf(file)));
  const release = { tag: "v1.0.0", version: "1.0.0", changelog: "## 1.0.0 - 2026-01-31\n- x\n", states: ["1.0.0"] };
  const hasOwner = !JSON.stringify(packages).includes("github.com/OWNER/");
  const check = () => releaseNotes({ ...release, packages });
  if (hasOwner) {
    expect(check).not.toThrow();
  } else {
    expect(check).toThrow("homepage, bugs, repository");
  }
});

test("what would be published has the version and the documents", async () => {
  const [packed] = JSON.parse(await npm(repository, "pack", "--dry-run", "--json", "--ignore-scripts")) as {
    version: string;
    files: { path: string }[];
  }[];
  expect(packed?.version).toBe(manifest.version);
  const files = packed?.files.map((file) => file.path);
  expect(files).toEqual(expect.arrayContaining(["README.md", "CHANGELOG.md", "LICENSE", "dist/sdk/nodejs/index.js"]));
});
