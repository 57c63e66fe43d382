import type { Account } from "../run/account";
import type { ResourceStamp } from "../run/clock";
import type { Claimant } from "../run/ownership";
import type { ArgumentSchemas } from "../values/argumentSchemas";
import type { UNKNOWN } from "../values/unknown";
import type { Checked, Values } from "./check";
import type { Created } from "./create";
import type { Difference } from "./diff";
import type { Outputs } from "./model";
import type { Read } from "./read";

/** A key as the state of a resource has it, with its id. */
export type StateKey = Outputs & { readonly id: string };

/** What every kind of resource has, in its arguments and in its state. */
export interface CommonArguments {
  readonly name?: string;
  readonly account?: string;
}

export interface CommonState extends CommonArguments {
  readonly rotatedAt?: string;
  /**
   * Who owns the keys, of all resources that ever had them: given at the creation, an adoption and an import. A look-up has
   * none.
   */
  readonly __owner?: string;
}

export interface Updated<State> {
  readonly outs: State;
  /** What the user has to be told. */
  readonly notes: readonly string[];
}

/** A kind of resource: plain functions over plain values, whichever of Pulumi's protocols they are called by. */
export interface ResourceKind<Inputs extends CommonArguments, State extends CommonState> {
  /** As messages call it. */
  readonly noun: string;
  /** The schemas of its arguments. */
  readonly arguments: ArgumentSchemas;
  /** Characters of its name. */
  readonly maxNameLength: number;
  check(olds: Values, news: Values): Checked;
  diff(olds: State, news: Inputs, now: string, replaceOnChanges?: readonly string[]): Difference;
  /** The arguments whose change needs an update; `rotatedAt` stands for a rotation by age. */
  changed(olds: State, news: Inputs, now: string): readonly string[];
  /** What the operations will lead to, with {@link UNKNOWN} for what only they will tell. */
  readonly preview: { create(inputs: Inputs): Values; update(olds: State, news: Inputs, now: string): Values };
  create(account: Account, inputs: Inputs, claimant: Claimant): Promise<Created<State>>;
  /** @param known the state; where a program looks up a resource by its id, only the account. */
  read(account: Account, id: string, known: Partial<State>): Promise<Read<object, State> | undefined>;
  /** @throws JetEmailError if the first update of an imported resource with this state would change what no preview shows. */
  assertImportable(state: State): void;
  update(account: Account, id: string, olds: State, news: Inputs, resource: ResourceStamp): Promise<Updated<State>>;
  /** The keys of a resource with this state; deleting the resource deletes them. */
  keysOf(id: string, state: State): readonly StateKey[];
  /** The stamps under which the keys of a resource are created, if not its own. */
  creators(resource: ResourceStamp): readonly ResourceStamp[];
  /** The names of the keys that a resource with this state lacks. */
  missingNames(state: State): readonly string[];
  /** The names of the keys of a resource with this name. */
  keyNames(name: string): readonly string[];
  /** The outputs that are saved, and those among them that are secret. */
  readonly outputs: { of(state: State): State; readonly secret: readonly (keyof State)[] };
}
