import { randomUUID } from "node:crypto";
import type { dynamic } from "@pulumi/pulumi";
import type { Values } from "../key/check";
import type { CommonArguments, CommonState, ResourceKind } from "../key/resourceKind";
import type { ResourceStamp } from "../run/clock";
import { anonymous } from "../run/ownedKeys";
import type { Run } from "../run/run";
import { type Caller, Operations } from "../shell/operations";
import { redact, redactedProblems } from "../shell/redact";
import { markSecrets } from "../shell/secrets";
import type { Log } from "./log";

/** What Pulumi's process and the SDK add to properties. Pulumi shows none that begins with two underscores. */
export interface Internal {
  readonly __provider?: unknown;
  readonly __resource?: ResourceStamp;
  /** The names of the arguments that the program declares secret: Pulumi hands over plain values. */
  readonly __secrets?: readonly string[];
  readonly replaceOnChanges?: readonly string[];
}

type Carried<Properties> = Properties & Internal;

/** All of the methods, since Pulumi's interface calls most of them optional. */
export type Provider<Inputs, State> = Required<dynamic.ResourceProvider<Carried<Inputs>, Carried<State>>>;

/**
 * Adapts a kind of resource to Pulumi's dynamic-provider protocol, and lets nothing out that is not meant to be printed
 * or stored.
 */
export function createProvider<Inputs extends CommonArguments, State extends CommonState>(
  kind: ResourceKind<Inputs, State>,
  run: Run,
  log: Log,
): Provider<Inputs, State> {
  const operations = new Operations(kind, run);

  const toSave = (state: State, { __resource, __secrets }: Internal): Carried<State> => ({
    ...markSecrets(kind.outputs.of(state), kind.outputs.secret),
    ...(__resource !== undefined && { __resource }),
    ...(__secrets !== undefined && { __secrets }),
  });

  const callerOf = (carried: Internal, before?: Internal): Caller<State> => ({
    resource: stampOf(carried),
    // Pulumi adds `__provider` to results, but not to the properties of an error: a key saved without it would be stuck.
    toSave: (state) => ({ ...toSave(state, carried), __provider: carried.__provider }),
    redacted: redacting(carried, before),
    log,
  });

  return {
    async configure({ config }) {
      run.configure((key) => config.get(key));
    },

    async check(carriedOlds, carriedNews) {
      const [olds, news] = [plain(carriedOlds), plain(carriedNews)];
      const { inputs, failures } = await operations.check(stampOf(carriedNews), olds, news);
      return {
        inputs: { ...inputs, ...internalOf(carriedNews) } as Carried<Inputs>,
        failures: redactedProblems(
          [...run.problems(news.account), ...failures],
          carriedNews,
          carriedNews.__secrets ?? [],
        ),
      };
    },

    async diff(id, olds, news) {
      const state = knownTo(olds, news);
      const difference = await operations.diff(callerOf(news, olds), id, state, news, news.replaceOnChanges);
      return { ...difference, changes: difference.changes || isOfPlugin(olds) };
    },

    async create(inputs) {
      const { id, outs } = await operations.create(callerOf(inputs), inputs);
      return { id, outs: toSave(outs, inputs) };
    },

    async read(id, props = {} as Carried<State>) {
      const found = await operations.read(callerOf(props), id, props);
      // An empty id removes the resource from the state.
      return found
        ? {
            id: found.id,
            props: toSave(found.outs, props),
            inputs: { ...found.inputs, ...internalOf(props) } as Carried<State>,
          }
        : { id: "", props: {} as Carried<State> };
    },

    async update(id, olds, news) {
      const outs = await operations.update(callerOf(news, olds), id, knownTo(olds, news), news);
      return { outs: toSave(outs, news) };
    },

    delete: (id, props) => operations.delete(callerOf(props), id, props),
  };
}

/**
 * Whether a resource was managed by the provider plugin until now. Pulumi calls what deletes a dynamic resource by its
 * `__provider`, which only an update brings back to the state.
 */
function isOfPlugin({ __provider }: Internal): boolean {
  return __provider === undefined;
}

/** The state as the arguments find it. The plugin keeps no account: that of such a resource is the declared one. */
function knownTo<State extends CommonArguments>(olds: Carried<State>, { account }: CommonArguments): State {
  const known = plain(olds) as unknown as State;
  return isOfPlugin(olds) && account !== undefined ? { ...known, account } : known;
}

/** Two resources whose stamps a transform dropped are never taken for one. */
function stampOf({ __resource = anonymous(randomUUID()) }: Internal): ResourceStamp {
  return __resource;
}

function plain(properties: object): Values {
  const { __provider, __resource, __secrets, replaceOnChanges, ...rest } = properties as Values;
  return rest;
}

function internalOf({ __provider, __resource, __secrets, replaceOnChanges }: Internal): Internal {
  return {
    __provider,
    ...(__resource !== undefined && { __resource }),
    ...(__secrets !== undefined && { __secrets }),
    ...(replaceOnChanges && { replaceOnChanges }),
  };
}

/** The values of before an update may be secret as well. */
function redacting(carried: Internal, before: Internal = {}): (message: string) => string {
  return (message) => [carried, before].reduce((text, values) => redact(text, values, values.__secrets ?? []), message);
}
