import * as pulumi from "@pulumi/pulumi";

export interface Registration extends pulumi.runtime.MockResourceArgs {
  readonly secretOutputs: string[];
}

export interface MockedEngine {
  /** The resources that the program registered since the last start. */
  readonly registrations: Registration[];
  /** The calls of functions that the program made. */
  readonly calls: pulumi.runtime.MockCallArgs[];
}

interface EngineOptions {
  project?: string;
  stack?: string;
  preview?: boolean;
  /** What a resource has beside its inputs. */
  outputs?: Record<string, unknown>;
  answer?: (call: pulumi.runtime.MockCallArgs) => Record<string, unknown>;
}

/** An engine that answers each registration with its inputs and more, and seals the outputs that it is told to. */
export async function startEngine({
  project = "app",
  stack = "dev",
  preview = false,
  outputs = {},
  answer = () => ({}),
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
        return answer(args);
      },
    },
    project,
    stack,
    preview,
  );
  // The mocks do not hand on which outputs are secret.
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
