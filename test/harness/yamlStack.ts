import { rmSync } from "node:fs";
import path from "node:path";
import { stringify } from "yaml";
import { PLUGINS, simulateCloud } from "./cloud";
import { initialiseStack } from "./initialisedStack";
import { installPlugin } from "./pluginFolder";
import { findLanguageHost } from "./pulumi/languageHosts";
import { PulumiProject } from "./pulumiProject";
import type { SimulatorOptions } from "./simulator";
import { type Declarations, Stack, type StateResource } from "./stack";

/** A Pulumi YAML program, as Pulumi.yaml has it. */
export interface YamlProgram {
  readonly resources?: Record<string, YamlResource>;
  readonly outputs?: Record<string, unknown>;
  readonly variables?: Record<string, unknown>;
  readonly config?: Record<string, unknown>;
}

export interface YamlResource {
  readonly type: string;
  readonly properties?: object;
  readonly options?: object;
  readonly get?: object;
  readonly defaultProvider?: boolean;
}

/** A stack whose program is YAML, and whose keys are managed by the plugin. */
export class YamlStack extends Stack {
  static override create = async (simulator: SimulatorOptions = {}): Promise<YamlStack> => {
    const parts = await PulumiProject.prepare({ name: "yaml", simulator });
    const stack = new YamlStack(parts);
    await addPlugin(stack);
    simulateCloud("store", stack.home);
    stack.env.PATH = [path.join(stack.home, PLUGINS), stack.env.PATH].join(path.delimiter);
    stack.env.JETEMAIL_API_KEY = stack.simulator.accountKey;
    stack.yaml({});
    await initialiseStack(stack);
    return stack;
  };

  /** The program. Its plugin and its project's settings stay. */
  yaml(program: YamlProgram, settings: object = {}): void {
    this.write(
      "Pulumi.yaml",
      stringify(
        { name: "app", runtime: "yaml", ...settings, ...program },
        { lineWidth: 0, aliasDuplicateObjects: false },
      ),
    );
  }

  /** As the state has them: a YAML program has a resource as a whole among its outputs. */
  override async output(name: string, ...options: string[]): Promise<Record<string, unknown>> {
    const found = (await this.resources(...options)).find(({ urn }) => urn.endsWith(`::${name}`));
    return { id: found?.id, ...found?.outputs };
  }

  /** The resources of the plugin in the state, secrets decrypted. */
  async resources(...options: string[]): Promise<StateResource[]> {
    const exported = await this.exported("--show-secrets", ...options);
    const { deployment } = JSON.parse(exported) as { deployment: Deployment };
    return (deployment.resources ?? []).map(revealed).filter(({ type }) => /jetemail[:/]/.test(type));
  }

  /** Declares keys as in a program of another language, each with an output of its name. */
  override declare(keys: Declarations): void {
    const resources: Record<string, YamlResource> = {};
    const outputs: Record<string, unknown> = {};
    for (const [name, { $class = "TransactionalKey", $options, $get, ...args }] of Object.entries(keys)) {
      resources[name] = {
        type: `jetemail:${$class}`,
        ...($get === undefined ? { properties: yamlOf(args, resources) as object } : { get: { id: $get } }),
        ...($options && { options: $options }),
      };
      outputs[name] = `\${${name}}`;
    }
    this.yaml({ resources, outputs });
  }
}

interface Deployment {
  readonly resources?: StateResource[];
}

/** With the values of secrets in their places. */
function revealed<Value>(value: Value): Value {
  if (typeof value !== "object" || value === null) {
    return value;
  }
  if ("plaintext" in value) {
    return JSON.parse(String(value.plaintext)) as Value;
  }
  return (
    Array.isArray(value)
      ? value.map(revealed)
      : Object.fromEntries(Object.entries(value).map(([name, item]) => [name, revealed(item)]))
  ) as Value;
}

/** The URN of a resource of the plugin in the stack that every test starts with. */
export function urnOf(logicalName: string, type = "TransactionalKey"): string {
  return `urn:pulumi:test::app::jetemail:index:${type}::${logicalName}`;
}

/** Puts plugin and YAML host on the PATH of a project. */
export async function addPlugin(project: PulumiProject): Promise<void> {
  const folder = path.join(project.temporary, "bin");
  installPlugin(folder);
  project.env.PATH = [folder, await findLanguageHost("yaml"), project.env.PATH].join(path.delimiter);
}

/** Takes the plugin away, as where a program was never run. */
export function removePlugin(project: PulumiProject): void {
  rmSync(path.join(project.temporary, "bin"), { recursive: true });
}

/** The value in a YAML program. What is known late is an output of a further resource, which is not created yet. */
function yamlOf(value: unknown, resources: Record<string, YamlResource>): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => yamlOf(item, resources));
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  if ("$secret" in value) {
    return { "fn::secret": value.$secret };
  }
  if ("$unknown" in value) {
    const name = `late${Object.keys(resources).length}`;
    resources[name] = { type: "store:Secret", properties: { value: value.$unknown } };
    return `\${${name}.stored}`;
  }
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, yamlOf(item, resources)]));
}
