import * as pulumi from "@pulumi/pulumi";
import { DEFAULTS } from "../../provider/key/model";
import { nameOr } from "./defaultName";
import type { TransactionalKeyArgs } from "./keyArguments";
import { forgetAfter } from "./lookup/sharedLookup";
import { PROVIDER_REFERENCE } from "./providerReference";
import { suspendTraces } from "./stackTraces";
import { warnOfUselessDomains } from "./warnIgnoredDomains";

/**
 * A transactional API key of JetEmail: a credential that can send e-mail and nothing else.
 *
 * Creating the resource creates the key, deleting it deletes the key. The token is a secret output. A changed argument
 * updates the key in place, a changed `rotationTrigger` rotates its token, another `account` replaces it. An update that
 * fails half-way is saved as far as it came and completed by the next one. Pulumi's own import does not work: use `adopt`.
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
   * @throws at preview and update, if JetEmail has no such key or cannot be asked.
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
    return (
      typeof value === "object" &&
      value !== null &&
      (value as { __pulumiType?: unknown }).__pulumiType === TransactionalKey.__pulumiType
    );
  }

  /** The key's uuid: the same as `id`, once JetEmail has told it. Stays through updates and rotations. */
  declare readonly uuid: pulumi.Output<string>;
  /** The token that sends e-mail. A secret. Changes with every rotation, and with nothing else. */
  declare readonly apiToken: pulumi.Output<string>;
  /** The first 16 hex digits of the token's SHA-256: safe to print, changes with every rotation. */
  declare readonly tokenFingerprint: pulumi.Output<string>;
  /** As JetEmail reported it at the last refresh or change: `active`, `disabled`, `suspended`, `quota-locked` or `quota-unlocked`. */
  declare readonly status: pulumi.Output<string>;
  /** When the key was created, as JetEmail's list tells. ISO 8601, UTC. */
  declare readonly createdAt: pulumi.Output<string>;
  /** When the token was issued; JetEmail does not tell, so for a rotation made elsewhere when it was noticed. ISO 8601, UTC. */
  declare readonly rotatedAt: pulumi.Output<string>;

  /** See {@link TransactionalKeyArgs.name}. */
  declare readonly name: pulumi.Output<string>;
  /** See {@link TransactionalKeyArgs.allowAllDomains}. */
  declare readonly allowAllDomains: pulumi.Output<boolean>;
  /** See {@link TransactionalKeyArgs.approvedDomains}. Sorted, in lower case. */
  declare readonly approvedDomains: pulumi.Output<string[]>;
  /** See {@link TransactionalKeyArgs.quota}. */
  declare readonly quota: pulumi.Output<number>;
  /** See {@link TransactionalKeyArgs.ipRestrictions}. Sorted, each in its shortest spelling. */
  declare readonly ipRestrictions: pulumi.Output<string[]>;
  /** See {@link TransactionalKeyArgs.enabled}. */
  declare readonly enabled: pulumi.Output<boolean>;
  /** See {@link TransactionalKeyArgs.rotationTrigger}: the one that was last rotated for. */
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
    if (opts.import !== undefined) {
      throw new pulumi.ResourceError(
        'A key cannot be imported: Pulumi has no provider to ask before the program has run. Use the argument `adopt: "<uuid>"`.',
        opts.parent,
      );
    }
    const isLookup = opts.id !== undefined;
    const resume = suspendTraces();
    try {
      super(
        TransactionalKey.__pulumiType,
        name,
        {
          // Named so that Pulumi makes an output of each; a value that is undefined is not sent.
          ...Object.fromEntries(OUTPUTS.map((output) => [output, undefined])),
          ...(isLookup ? args : { ...args, name: nameOr(args.name, name, LONGEST_NAME) }),
          // The engine applies the option to what a provider lists as changed, and a dynamic provider can only list what
          // replaces: so the provider has to know.
          ...(opts.replaceOnChanges?.length ? { replaceOnChanges: opts.replaceOnChanges } : {}),
          __provider: PROVIDER_REFERENCE,
        },
        pulumi.mergeOptions(opts, { additionalSecretOutputs: ["apiToken"] }),
      );
    } catch (error) {
      resume(error);
      throw error;
    }
    resume();
    if (!isLookup) {
      warnOfUselessDomains(this, args);
      forgetAfter(this);
    }
  }
}

const LONGEST_NAME = 64;

const OUTPUTS = [
  ...["uuid", "apiToken", "tokenFingerprint", "status", "createdAt", "rotatedAt"],
  ...["name", ...Object.keys(DEFAULTS), "rotationTrigger", "rotateAfterDays", "account"],
];
