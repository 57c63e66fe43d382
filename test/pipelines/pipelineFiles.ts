import { readFileSync } from "node:fs";
import path from "node:path";
import { parse, parseAllDocuments } from "yaml";
import { repository } from "../harness/repository";

/** What users copy. */
export const pipelines = path.join(repository, "examples", "environments", "pipelines");

export const GITHUB_FILES = ["preview.yml", "deploy.yml", "up.yml", "drift.yml", "rotate.yml"];

export interface Step {
  readonly id?: string;
  readonly if?: string;
  readonly run?: string;
  readonly uses?: string;
  readonly with?: Record<string, string>;
}

interface Job {
  readonly needs?: string;
  readonly with?: Record<string, string>;
  readonly environment?: string;
  readonly concurrency?: { readonly group: string };
  readonly steps?: readonly Step[];
}

interface Workflow {
  readonly jobs: Record<string, Job>;
  readonly permissions: Record<string, string>;
}

export function read(...names: string[]): string {
  return readFileSync(path.join(pipelines, ...names), "utf8");
}

export function githubWorkflow(file: string): Workflow {
  return parse(read("github", file)) as Workflow;
}

export function githubJobs(file: string): Record<string, Job> {
  return githubWorkflow(file).jobs;
}

export function githubSteps(file: string): Step[] {
  return Object.values(githubJobs(file)).flatMap((job) => job.steps ?? []);
}

/** The shell lines of one step of a workflow, by its id. */
export function githubStep(file: string, id: string): string {
  const script = githubSteps(file).find((step) => step.id === id)?.run;
  if (script === undefined) {
    throw new Error(`${file} has no step "${id}"`);
  }
  return script.trim();
}

/** The commands of one job. */
export function gitlabCommands(job: string): string[] {
  const jobs = parse(read("gitlab", ".gitlab-ci.yml")) as Record<string, { script?: string[] }>;
  return jobs[job]?.script ?? [];
}

export function kubernetesObjects(file: string): Record<string, unknown>[] {
  return parseAllDocuments(read("kubernetes", file)).map((document) => document.toJS() as Record<string, unknown>);
}
