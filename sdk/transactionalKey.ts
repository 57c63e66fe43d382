import * as pulumi from "@pulumi/pulumi";
import { DEFAULTS } from "../provider/lifecycle/declared";
import { defaultName } from "./defaultName";
import { PROVIDER_REFERENCE } from "./providerReference";
import type { TransactionalKeyArgs } from "./transactionalKeyArgs";

/**
 * A transactional API key of JetEmail: a credential that can send e-mail and nothing else.
 *
 * Creating the resource creates the key, deleting it deletes the key. The token is a secret output. An update that
 * fails half-way is saved as far as it came and completed by the next one.
 *
 * @example
 * const receipts = new TransactionalKey("receipts", { approvedDomains: ["example.com"], quota: 10_000 });
 * export const token = receipts.apiToken;
 */
export class TransactionalKey extends pulumi.CustomResource {
  /** @internal */
  static readonly __pulumiType = "pulumi-nodejs:dynamic/jetemail:TransactionalKey";

  /**
   * Looks up an existing key without managing it.
   * @param id the key's uuid (or, on a server of the older API version, the id that a stack has for it).
   * @throws at preview and update, if JetEmail has no such key.
   */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): TransactionalKey {
    return new TransactionalKey(name, {}, { ...opts, id });
  }

  static override isInstance(value: unknown): value is TransactionalKey {
    return (
      typeof value === "object" &&
      value !== null &&
      (value as { __pulumiType?: unknown }).__pulumiType === TransactionalKey.__pulumiType
    );
  }

  /** The key's uuid: the same as `id`, once JetEmail has told it. */
  declare readonly uuid: pulumi.Output<string>;
  /** The token that sends e-mail. A secret. */
  declare readonly apiToken: pulumi.Output<string>;
  /** The first 16 hex digits of the token's SHA-256: safe to print, changes with every rotation. */
  declare readonly tokenFingerprint: pulumi.Output<string>;
  /** As JetEmail reports it: `active`, `disabled`, `suspended`, `quota-locked` or `quota-unlocked`. */
  declare readonly status: pulumi.Output<string>;
  /** ISO 8601, UTC. */
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

  /**
   * @param name the logical name, unique in the stack.
   * @param args all of them have defaults.
   */
  constructor(name: string, args: TransactionalKeyArgs = {}, opts: pulumi.CustomResourceOptions = {}) {
    const isLookup = opts.id !== undefined;
    super(
      TransactionalKey.__pulumiType,
      name,
      {
        // Named so that Pulumi makes an output of each; a value that is undefined is not sent.
        ...Object.fromEntries(OUTPUTS.map((output) => [output, undefined])),
        ...(isLookup ? {} : { ...args, name: nameOf(name, args) }),
        __provider: PROVIDER_REFERENCE,
      },
      pulumi.mergeOptions(opts, { additionalSecretOutputs: ["apiToken"] }),
    );
    if (!isLookup) {
      warnOfUselessDomains(this, args);
    }
  }
}

const OUTPUTS = [
  ...["uuid", "apiToken", "tokenFingerprint", "status", "createdAt", "rotatedAt"],
  ...["name", ...Object.keys(DEFAULTS)],
];

function nameOf(logicalName: string, { name }: TransactionalKeyArgs): pulumi.Input<string> {
  const normal = () => defaultName(pulumi.getProject(), pulumi.getStack(), logicalName);
  return name === undefined || name === null ? normal() : pulumi.output(name).apply((given) => given ?? normal());
}

function warnOfUselessDomains(key: TransactionalKey, { allowAllDomains, approvedDomains }: TransactionalKeyArgs): void {
  pulumi.all([allowAllDomains, approvedDomains]).apply(([all, domains]) => {
    if (all === true && Array.isArray(domains) && domains.length > 0) {
      pulumi.log
        .warn("allowAllDomains is true, so approvedDomains restricts nothing: leave one of them out.", key)
        .catch(() => {});
    }
  });
}
