import * as pulumi from "@pulumi/pulumi";
import { DEFAULTS } from "../../provider/key/model";
import { LIMITS } from "../../provider/values/limits";
import type { TransactionalKeyArgs } from "./keyArguments";
import { hasType, onRegistered, registration } from "./keyResource";
import { PROVIDER_REFERENCE } from "./providerReference";
import { suspendStackTraces } from "./stackTraces";

/**
 * A transactional API key of JetEmail: a credential that can send e-mail and nothing else.
 *
 * Creating the resource creates the key, deleting it deletes the key. The token is a secret output. A changed argument
 * updates the key in place, a changed `rotationTrigger` rotates its token, another `account` replaces it. An update that
 * fails halfway is saved as far as it came and completed by the next one. Every resource option works, except `import` (use
 * `adopt`), `customTimeouts`, and a `replaceOnChanges` that a transformation adds, which the provider does not see.
 *
 * @example
 * ```ts
 * import { TransactionalKey } from "pulumi-jetemail";
 *
 * const receipts = new TransactionalKey("receipts", { approvedDomains: ["example.com"], quota: 10_000 });
 * export const token = receipts.apiToken;
 * ```
 */
export class TransactionalKey extends pulumi.CustomResource {
  /** @internal */
  static readonly __pulumiType = "pulumi-nodejs:dynamic/jetemail:TransactionalKey";

  /**
   * Reads an existing key without managing it: nothing is created, changed or deleted at JetEmail. Needs the account key,
   * at preview too.
   * @param name the logical name, unique in the stack.
   * @param id the key's uuid, never its token (or, on a server of the older API version, the id that a stack has for it).
   * @param state the account it is in, if not the default one.
   * @param opts the resource options.
   * @throws at preview and update, if JetEmail has no such key or the request fails.
   */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    state: Pick<TransactionalKeyArgs, "account"> = {},
    opts: pulumi.CustomResourceOptions = {},
  ): TransactionalKey {
    return new TransactionalKey(name, state, { ...opts, id });
  }

  /** Whether a value is a key, also one that another copy of this package made. */
  static override isInstance(value: unknown): value is TransactionalKey {
    return hasType(value, TransactionalKey);
  }

  /** The key's uuid: the same as `id`, once JetEmail has listed the key. Stays through updates and rotations. */
  declare readonly uuid: pulumi.Output<string>;
  /** The token that sends e-mail. A secret. Changes with every rotation, and with nothing else. */
  declare readonly apiToken: pulumi.Output<string>;
  /** The first 16 hex digits of the token's SHA-256: safe to print, changes with every rotation. */
  declare readonly tokenFingerprint: pulumi.Output<string>;
  /**
   * As JetEmail reported it at the last refresh or change: `active`, `disabled`, `suspended`, `quota-locked`, `quota-unlocked`,
   * `inactive` where it says no more than that the key cannot send, or `unknown` where it says nothing.
   */
  declare readonly status: pulumi.Output<string>;
  /** When the key was created, according to JetEmail's list. ISO 8601, UTC. */
  declare readonly createdAt: pulumi.Output<string>;
  /** When the token was issued; for a rotation made outside Pulumi, which JetEmail does not date, when it was noticed. ISO 8601, UTC. */
  declare readonly rotatedAt: pulumi.Output<string>;
  /** From when on an update rotates the token, if {@link TransactionalKeyArgs.rotateAfterDays} is given. ISO 8601, UTC. */
  declare readonly rotationDueAt: pulumi.Output<string | undefined>;

  /** See {@link TransactionalKeyArgs.name}. */
  declare readonly name: pulumi.Output<string>;
  /** See {@link TransactionalKeyArgs.allowAllDomains}. */
  declare readonly allowAllDomains: pulumi.Output<boolean>;
  /** See {@link TransactionalKeyArgs.approvedDomains}. In lower case, in the program's order. */
  declare readonly approvedDomains: pulumi.Output<string[]>;
  /** See {@link TransactionalKeyArgs.quota}. */
  declare readonly quota: pulumi.Output<number>;
  /** See {@link TransactionalKeyArgs.ipRestrictions}. Each in its canonical form, in the program's order. */
  declare readonly ipRestrictions: pulumi.Output<string[]>;
  /** See {@link TransactionalKeyArgs.enabled}. */
  declare readonly enabled: pulumi.Output<boolean>;
  /** See {@link TransactionalKeyArgs.rotationTrigger}: the last value that was given. */
  declare readonly rotationTrigger: pulumi.Output<unknown>;
  /** See {@link TransactionalKeyArgs.rotateAfterDays}. */
  declare readonly rotateAfterDays: pulumi.Output<number | undefined>;
  /** See {@link TransactionalKeyArgs.account}. */
  declare readonly account: pulumi.Output<string | undefined>;

  /**
   * @param name the logical name, unique in the stack.
   * @param args all of them have defaults.
   * @param opts the resource options; `import` is refused.
   * @throws if the resource option `import` is given.
   */
  constructor(name: string, args: TransactionalKeyArgs = {}, opts: pulumi.CustomResourceOptions = {}) {
    const resume = suspendStackTraces();
    try {
      super(...registration(KIND, name, args, opts));
    } catch (error) {
      resume(error);
      throw error;
    }
    resume();
    onRegistered(this, args, opts);
  }
}

const KIND = {
  type: TransactionalKey.__pulumiType,
  provider: PROVIDER_REFERENCE,
  outputs: [
    ...["uuid", "apiToken", "tokenFingerprint", "status", "createdAt", "rotatedAt", "rotationDueAt"],
    ...["name", ...Object.keys(DEFAULTS), "rotationTrigger", "rotateAfterDays", "account"],
  ],
  secretOutputs: ["apiToken"],
  maxNameLength: LIMITS.name,
  insteadOfImport: 'Use the argument `adopt: "<uuid>"`.',
};
