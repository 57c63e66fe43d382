import * as pulumi from "@pulumi/pulumi";

export interface Registration extends pulumi.runtime.MockResourceArgs {
  readonly secretOutputs: string[];
}

export interface MockedEngine {
  /** The resources that the program has registered since the last start. */
  readonly registrations: Registration[];
  /** The functions that the program has called. */
  readonly calls: pulumi.runtime.MockCallArgs[];
}

interface EngineOptions {
  project?: string;
  stack?: string;
  preview?: boolean;
  /** The outputs of each resource, besides its inputs. */
  outputs?: Record<string, unknown>;
  /** The result of a function call. */
  resultOf?: (call: pulumi.runtime.MockCallArgs) => Record<string, unknown>;
}

/** Pulumi's mocks as the engine of a program. Each resource gets its inputs and `outputs`, secret where they are declared so. */
export async function startEngine({
  project = "app",
  stack = "dev",
  preview = false,
  outputs = {},
  resultOf = () => ({}),
}: EngineOptions = {}): Promise<MockedEngine> {
  const engine: MockedEngine = { registrations: [], calls: [] };
  let secretOutputs: string[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: (args) => {
        engine.registrations.push({ ...args, secretOutputs });
        const state: Record<string, unknown> = { ...args.inputs, ...outputs };
        for (const output of secretOutputs.filter((name) => name in state)) {
          state[output] = pulumi.secret(state[output]);
        }
        return { id: args.id || "uuid-1", state };
      },
      call: (args) => {
        engine.calls.push(args);
        return resultOf(args);
      },
    },
    project,
    stack,
    preview,
  );
  // Pulumi's mocks do not pass on which outputs are secret.
  const monitor = pulumi.runtime.getMonitor() as unknown as Record<
    string,
    (request: SecretOutputs, ...rest: unknown[]) => unknown
  >;
  for (const method of ["registerResource", "readResource"]) {
    const original = monitor[method]?.bind(monitor);
    monitor[method] = (request, ...rest) => {
      secretOutputs = request.getAdditionalsecretoutputsList();
      return original?.(request, ...rest);
    };
  }
  return engine;
}

interface SecretOutputs {
  getAdditionalsecretoutputsList(): string[];
}

/** The value of an output, once it has one. */
export function resolved<Value>(output: pulumi.Output<Value>): Promise<pulumi.Unwrap<Value>> {
  return new Promise((resolve) => {
    output.apply((value) => resolve(value as pulumi.Unwrap<Value>));
  });
}

export function isKnown(output: pulumi.Output<unknown>): Promise<boolean> {
  return (output as unknown as { isKnown: Promise<boolean> }).isKnown;
}
