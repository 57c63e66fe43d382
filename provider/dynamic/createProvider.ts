import type { dynamic } from "@pulumi/pulumi";
import type { Values } from "../key/check";
import { declare } from "../key/declare";
import { deleteKeys } from "../key/delete";
import type { CommonArguments, ResourceKind } from "../key/resourceKind";
import type { Run } from "../run/run";
import { withErrorBoundary } from "./errorBoundary";
import type { Log } from "./log";
import { markSecrets } from "./secrets";

/** What Pulumi's process adds to properties, and the SDK to inputs. */
type Carried<Properties> = Properties & {
  readonly __provider?: unknown;
  readonly replaceOnChanges?: readonly string[];
};

/** All of the methods, since Pulumi's interface calls most of them optional. */
export type Provider<Inputs, State> = Required<dynamic.ResourceProvider<Carried<Inputs>, Carried<State>>>;

/**
 * Adapts a kind of resource to Pulumi's dynamic-provider protocol, and lets nothing out that is not meant to be printed
 * or stored.
 */
export function createProvider<Inputs extends CommonArguments, State extends CommonArguments>(
  kind: ResourceKind<Inputs, State>,
  run: Run,
  log: Log,
): Provider<Inputs, State> {
  const toSave = (state: State): State => markSecrets(kind.outputs.of(state), kind.outputs.secret);

  /** Pulumi adds `__provider` to results, but not to the properties of an error: a key saved without it would be stuck. */
  const boundary = <Result>(
    action: string,
    { __provider }: { readonly __provider?: unknown },
    operation: () => Promise<Result>,
  ) => withErrorBoundary<State, Result>(action, (state) => ({ ...toSave(state), __provider }), log, operation);

  return {
    async configure({ config }) {
      run.configure((key) => config.get(key));
    },

    async check(carriedOlds, { __provider, replaceOnChanges, ...news }) {
      const olds = valuesOf(carriedOlds);
      const { inputs, failures } = kind.check(olds, valuesOf(news), run.clock);
      const conflict = failures.length === 0 ? declare(run, kind, olds, inputs) : undefined;
      return {
        inputs: { ...inputs, __provider, ...(replaceOnChanges && { replaceOnChanges }) } as Carried<Inputs>,
        failures: [
          ...run.problems(news.account),
          ...failures,
          ...(conflict ? [{ property: "adopt", reason: conflict.message }] : []),
        ],
      };
    },

    async diff(id, olds, news) {
      return boundary(`compare the ${kind.noun} "${olds.name}"`, news, async () => {
        run.ownedKeys.own(kind.keysOf(id, olds), news.rotatedAt);
        return kind.diff(olds, news, news.replaceOnChanges);
      });
    },

    async create(inputs) {
      return boundary(`create the ${kind.noun} "${inputs.name}"`, inputs, () =>
        run.pendingCreates.track(async () => {
          const { id, outs, notes } = await kind.create(run.account(inputs.account), inputs);
          log.info(...notes);
          return { id, outs: toSave(outs) };
        }),
      );
    },

    async read(id, props = {} as Carried<State>) {
      return boundary(`read the ${kind.noun}`, props, async () => {
        const found = await kind.read(run.account(props.account), id, props);
        // An empty id removes the resource from the state.
        return found
          ? { id: found.id, props: toSave(found.outs), inputs: { ...found.inputs } as Carried<State> }
          : { id: "", props: {} as State };
      });
    },

    async update(id, { __provider, ...olds }, news) {
      return boundary(`update the ${kind.noun} "${olds.name}"`, news, async () => {
        const known = olds as unknown as State;
        return { outs: toSave(await kind.update(run.account(known.account), id, known, news)) };
      });
    },

    async delete(id, props) {
      await boundary(`delete the ${kind.noun} "${props.name}"`, props, async () => {
        log.info(...(await deleteKeys(run.account(props.account), kind.keysOf(id, props))));
      });
    },
  };
}

function valuesOf(properties: object): Values {
  return { ...properties };
}
