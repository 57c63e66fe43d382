import { once } from "node:events";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import Ajv from "ajv";
import { type Run, startCommand } from "../harness/command";
import { findOnPath } from "../harness/pulumi/executables";
import { toolOrNotice } from "../harness/toolOrNotice";
import { findActionlint } from "./actionlint";
import stackSchema from "./operator/stack.schema.json";
import workspaceSchema from "./operator/workspace.schema.json";
import {
  GITHUB_FILES,
  githubJobs,
  githubStep,
  githubWorkflow,
  gitlabCommands,
  kubernetesObjects,
  pipelines,
  read,
} from "./pipelineFiles";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "jetemail-pipelines-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function execute(command: string, args: string[], input?: string): Promise<Run> {
  return startCommand(command, args, { cwd: folder, env: process.env, input }).ended;
}

describe("GitHub Actions", () => {
  async function lint(command: string): Promise<Run> {
    // Without them, so that the outcome is the same on every machine.
    return execute(command, ["-no-color", "-shellcheck=", "-pyflakes="]);
  }

  test("actionlint accepts the workflows, and refuses a fault put in", async () => {
    const command = await toolOrNotice("the syntax of the GitHub workflows", findActionlint);
    if (command === undefined) {
      return;
    }
    const workflows = path.join(folder, ".github", "workflows");
    mkdirSync(workflows, { recursive: true });
    mkdirSync(path.join(folder, ".git"));
    for (const file of GITHUB_FILES) {
      copyFileSync(path.join(pipelines, "github", file), path.join(workflows, file));
    }
    expect(await lint(command)).toMatchObject({ code: 0, text: "" });

    writeFileSync(
      path.join(workflows, "deploy.yml"),
      read("github", "deploy.yml").replace("{ stack: prod }", "{ stak: prod }"),
    );
    expect((await lint(command)).text).toMatch(/input "stak" is not defined/);
  });

  test("a commit goes to dev, staging and prod in turn, with the approvals of each environment and one run per stack", () => {
    const { dev, staging, prod } = githubJobs("deploy.yml");
    expect([dev?.needs, staging?.needs, prod?.needs]).toEqual([undefined, "dev", "staging"]);
    expect([dev, staging, prod].map((job) => job?.with?.stack)).toEqual(["dev", "staging", "prod"]);
    const stack = `\${{ inputs.stack }}`;
    expect(githubJobs("up.yml").up).toMatchObject({
      environment: stack,
      concurrency: { group: `pulumi-${stack}`, "cancel-in-progress": false },
    });
  });

  test("a workflow that is called gets the permissions that it asks for", () => {
    expect(githubWorkflow("deploy.yml").permissions).toMatchObject(githubWorkflow("up.yml").permissions);
  });

  test("of the plans for a tree, the newest that has not expired is taken, or none", async () => {
    const jq = await toolOrNotice("the filter for plans", async () => {
      const found = await findOnPath("jq", process.env);
      if (found === undefined) {
        throw new Error("Install jq.");
      }
      return found;
    });
    if (jq === undefined) {
      return;
    }
    const [, filter = ""] = /--jq '(.+)'/.exec(githubStep("up.yml", "plan")) ?? [];
    const plan = (run: number, day: number, expired = false) => {
      return { expired, created_at: `2026-01-0${day}T00:00:00Z`, workflow_run: { id: run } };
    };
    const found = async (...artifacts: object[]) =>
      (await execute(jq, ["--raw-output", filter], JSON.stringify({ artifacts }))).text.trim();
    expect(await found(plan(1, 1), plan(3, 3), plan(2, 2), plan(4, 4, true))).toBe("3");
    expect(await found(plan(1, 1, true))).toBe("");
    expect(await found()).toBe("");
  });
});

describe("GitLab CI", () => {
  const gitlab = path.join(
    path.dirname(createRequire(__filename).resolve("gitlab-ci-local/package.json")),
    "dist",
    "index.js",
  );

  async function jobs(pipeline: string, ...variables: string[]): Promise<Run & { jobs: string[] }> {
    writeFileSync(path.join(folder, ".gitlab-ci.yml"), pipeline);
    const flags = variables.flatMap((variable) => ["--variable", variable]);
    const outcome = await execute(process.execPath, [
      gitlab,
      "--list",
      "--ignore-predefined-vars=CI_PIPELINE_SOURCE",
      ...flags,
    ]);
    // The table after its head: a name, and more than one space.
    const [, table = ""] = outcome.text.split(/^name .*\n/m);
    return { ...outcome, jobs: [...table.matchAll(/^(.+?) {2,}/gm)].map(([, name = ""]) => name) };
  }

  beforeEach(async () => {
    await execute("git", ["init", "-q", "-b", "main"]);
    await execute("git", [
      "-c",
      "user.name=a",
      "-c",
      "user.email=a@example.com",
      "commit",
      "-q",
      "--allow-empty",
      "-m",
      "first",
    ]);
    await execute("git", ["remote", "add", "origin", "git@gitlab.com:organization/mail.git"]);
  });

  test("GitLab's schema accepts the pipeline, and refuses a fault put in", async () => {
    const pipeline = read("gitlab", ".gitlab-ci.yml");
    expect((await jobs(pipeline)).code).toBe(0);
    const { code, text } = await jobs(pipeline.replace("resource_group:", "resource_grop:"));
    expect(code).not.toBe(0);
    expect(text).toMatch(/'resource_grop' property is not expected/);
  });

  test("commits and each scheduled task run their own jobs", async () => {
    const pipeline = read("gitlab", ".gitlab-ci.yml");
    expect((await jobs(pipeline)).jobs).toEqual(["dev", "staging", "prod"]);
    const scheduled = "CI_PIPELINE_SOURCE=schedule";
    expect((await jobs(pipeline, scheduled, "TASK=drift")).jobs).toEqual([
      "drift: [dev]",
      "drift: [staging]",
      "drift: [prod]",
    ]);
    expect((await jobs(pipeline, scheduled, "TASK=rotate")).jobs).toEqual(["rotate"]);
  });

  test("a merge request is previewed, and so is a branch on demand", async () => {
    const pipeline = read("gitlab", ".gitlab-ci.yml");
    const previews = ["preview: [dev]", "preview: [staging]", "preview: [prod]"];
    // GitLab has no CI_COMMIT_BRANCH in the pipeline of a merge request.
    const mergeRequest = await jobs(pipeline, "CI_PIPELINE_SOURCE=merge_request_event", "CI_COMMIT_BRANCH=");
    expect(mergeRequest.jobs).toEqual(previews);
    expect((await jobs(pipeline, "CI_PIPELINE_SOURCE=web", "TASK=preview")).jobs).toEqual(previews);
  });

  test("a plan is stored per stack and tree, and fetched for these only; a request that fails ends the job", async () => {
    const plans = new Map<string, string>();
    let absent = 404;
    const server = createServer(async (request, response) => {
      const { method, url = "", headers } = request;
      const body = await text(request);
      if (headers.authorization !== `Basic ${btoa("gitlab-ci-token:job")}`) {
        response.writeHead(401).end();
      } else if (method === "PUT") {
        plans.set(url, body);
        response.writeHead(201).end();
      } else {
        response.writeHead(plans.has(url) ? 200 : absent).end(plans.get(url) ?? "absent");
      }
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const command = (job: string) => gitlabCommands(job).find((each) => each.includes("curl")) ?? "";
    const run = (script: string, stack: string) => {
      const variables = `STACK=${stack} CI_JOB_TOKEN=job PLANS=http://127.0.0.1:${port}/packages/generic`;
      return execute("bash", ["-eo", "pipefail", "-c", `export ${variables}\n${script}`]);
    };
    const plan = path.join(folder, "plan.json");

    writeFileSync(plan, "a plan");
    expect(await run(command("preview"), "dev")).toMatchObject({ code: 0 });
    const { stdout: tree } = await execute("git", ["rev-parse", "HEAD^{tree}"]);
    expect([...plans]).toEqual([[`/packages/generic/plan-dev/${tree.trim()}/plan.json`, "a plan"]]);

    rmSync(plan);
    expect(await run(command(".up"), "dev")).toMatchObject({ code: 0, text: "" });
    expect(readFileSync(plan, "utf8")).toBe("a plan");
    expect((await run(command(".up"), "prod")).text).toBe(
      "There is no plan for this commit: prod is updated without one.\n",
    );
    expect(existsSync(plan)).toBe(false);
    absent = 500;
    expect((await run(command(".up"), "prod")).code).toBe(1);
    server.close();
  });

  test.each([
    ["preview", "preview.yml", "preview"],
    ["up", "up.yml", ".up"],
    ["drift", "drift.yml", "drift"],
    ["rotate", "rotate.yml", "rotate"],
  ])("%s is the same commands as on GitHub", (step, file, job) => {
    expect(gitlabCommands(job).join("\n")).toContain(githubStep(file, step));
  });
});

describe("Pulumi Kubernetes Operator", () => {
  /** As the API server does: a field that no schema names is an error. */
  function closed(schema: unknown): unknown {
    if (Array.isArray(schema)) {
      return schema.map(closed);
    }
    if (typeof schema !== "object" || schema === null) {
      return schema;
    }
    const entries = Object.entries(schema).map(([key, value]) => [key, closed(value)]);
    const isOpen =
      !("properties" in schema) || "additionalProperties" in schema || "x-kubernetes-preserve-unknown-fields" in schema;
    return Object.fromEntries(isOpen ? entries : [...entries, ["additionalProperties", false]]);
  }

  function problems(schema: { properties: { spec: object } }, object: Record<string, unknown>): unknown[] {
    const ajv = new Ajv({ strict: false, allErrors: true });
    const validate = ajv.compile(closed(schema.properties.spec) as object);
    return validate(object.spec) ? [] : (validate.errors ?? []);
  }

  const stacks = kubernetesObjects("stacks.yaml");
  const [workspace = {}] = kubernetesObjects("workspace.yaml");

  test("the operator's schemas accept the resources, and refuse a fault put in", () => {
    expect(stacks.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`)).toEqual(Array(3).fill("pulumi.com/v1 Stack"));
    expect(stacks.flatMap((stack) => problems(stackSchema, stack))).toEqual([]);
    expect(workspace).toMatchObject({ apiVersion: "auto.pulumi.com/v1alpha1", kind: "Workspace" });
    expect(problems(workspaceSchema, workspace)).toEqual([]);

    const [first = {}] = stacks;
    expect(problems(stackSchema, { spec: { ...(first.spec as object), stack: 7, brnach: "main" } })).toHaveLength(2);
    expect(problems(workspaceSchema, { spec: { ...(workspace.spec as object), imaeg: "x" } })).toHaveLength(1);
  });

  test("each stack follows a branch of its own, in the identity that access.yaml makes", () => {
    expect(stacks.map(({ spec }) => spec)).toMatchObject([
      { stack: "dev", branch: "main" },
      { stack: "staging", branch: "staging" },
      { stack: "prod", branch: "prod" },
    ]);
    const account = kubernetesObjects("access.yaml").find(({ kind }) => kind === "ServiceAccount");
    for (const { metadata, spec } of [...stacks, workspace]) {
      expect({ ...(metadata as object), name: (spec as { serviceAccountName: string }).serviceAccountName }).toEqual(
        account?.metadata,
      );
    }
  });

  test("secrets are passed by reference only", () => {
    for (const { spec } of stacks) {
      const { envRefs, gitAuth } = spec as Record<string, Record<string, { type: string }>>;
      for (const reference of [...Object.values(envRefs ?? {}), ...Object.values(gitAuth ?? {})]) {
        expect(reference.type).toBe("Secret");
      }
    }
    for (const variable of (workspace.spec as { env: object[] }).env) {
      expect(variable).toHaveProperty("valueFrom.secretKeyRef");
    }
  });
});
