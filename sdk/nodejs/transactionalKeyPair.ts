import * as pulumi from "@pulumi/pulumi";
import { nameOr } from "./defaultName";
import type { TransactionalKeyPairArgs } from "./keyArguments";
import { forgetAfter } from "./lookup/sharedLookup";
import { PAIR_PROVIDER_REFERENCE } from "./providerReference";
import { suspendTraces } from "./stackTraces";
import { warnOfUselessDomains } from "./warnIgnoredDomains";

/**
 * Two keys of JetEmail with the same settings, so that a rotation cuts nobody off: a changed `rotationTrigger`, or
 * `rotateAfterDays` gone by, rotates the key that is *not* in use and makes it the current one. Whoever holds the token
 * that was current before can go on with it until the next rotation.
 *
 * Use a pair where consumers pick up a new token later than the update that makes it: a deployment, a secret store, a
 * service that reads its configuration at start. A single `TransactionalKey` is enough where the token is never rotated,
 * or where a rotation has to cut off whoever holds the old one.
 *
 * A changed setting updates both keys in place, another `account` replaces both. An update that fails half-way leaves the
 * token that was current before as it is, and the next one completes it.
 *
 * @example
 * ```ts
 * import { TransactionalKeyPair } from "pulumi-jetemail";
 *
 * const mail = new TransactionalKeyPair("mail", { approvedDomains: ["example.com"], rotateAfterDays: 90 });
 * export const token = mail.apiToken;
 * ```
 */
export class TransactionalKeyPair extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "jetemail:index:TransactionalKeyPair";

  /** Whether a value is a pair, also one that another copy of this package made. */
  static override isInstance(value: unknown): value is TransactionalKeyPair {
    return (
      typeof value === "object" &&
      value !== null &&
      (value as { __pulumiType?: unknown }).__pulumiType === TransactionalKeyPair.__pulumiType
    );
  }

  /** The current token. A secret. Changes with every rotation, and with nothing else. */
  readonly apiToken: pulumi.Output<string>;
  /** The token that was current before: valid until the next rotation. At first one that nobody has used. A secret. */
  readonly previousApiToken: pulumi.Output<string>;
  /** Which of the two keys is current: the first at first, then the other with every rotation. */
  readonly current: pulumi.Output<"a" | "b">;
  /** The first 16 hex digits of the current token's SHA-256: safe to print, changes with every rotation. */
  readonly tokenFingerprint: pulumi.Output<string>;
  /** The uuids of both keys. They stay through updates and rotations. */
  readonly uuids: pulumi.Output<{ a: string; b: string }>;
  /** When the current token was issued. ISO 8601, UTC. */
  readonly rotatedAt: pulumi.Output<string>;

  /**
   * @param name the logical name, unique in the stack.
   * @param args all of them have defaults.
   * @param opts the resource options.
   */
  constructor(name: string, args: TransactionalKeyPairArgs = {}, opts: pulumi.ComponentResourceOptions = {}) {
    super(TransactionalKeyPair.__pulumiType, name, {}, opts);
    const keys = new PairOfKeys(name, args, { parent: this });
    warnOfUselessDomains(this, args);
    forgetAfter(keys);
    const both = pulumi.all([keys.keys, keys.current]);
    this.current = keys.current;
    // A key is missing after it was deleted by hand, and both are where a user's mocks tell none: no reason to throw.
    this.apiToken = both.apply(([pair, current]) => (current === "a" ? pair?.a : pair?.b)?.apiToken as string);
    this.previousApiToken = both.apply(([pair, current]) => (current === "a" ? pair?.b : pair?.a)?.apiToken as string);
    this.tokenFingerprint = keys.tokenFingerprint;
    this.uuids = pulumi.unsecret(
      keys.keys.apply((pair) => ({ a: pair?.a?.uuid as string, b: pair?.b?.uuid as string })),
    );
    this.rotatedAt = keys.rotatedAt;
    this.registerOutputs();
  }
}

interface KeyOfPair {
  readonly uuid: string;
  readonly apiToken: string;
}

/** Both keys in one resource: Pulumi writes them down together, so no interruption can part a token from its role. */
class PairOfKeys extends pulumi.CustomResource {
  declare readonly keys: pulumi.Output<{ a?: KeyOfPair; b?: KeyOfPair } | undefined>;
  declare readonly current: pulumi.Output<"a" | "b">;
  declare readonly tokenFingerprint: pulumi.Output<string>;
  declare readonly rotatedAt: pulumi.Output<string>;

  constructor(name: string, args: TransactionalKeyPairArgs, opts: pulumi.CustomResourceOptions) {
    const resume = suspendTraces();
    try {
      super(
        "pulumi-nodejs:dynamic/jetemail:TransactionalKeyPair",
        name,
        {
          keys: undefined,
          current: undefined,
          tokenFingerprint: undefined,
          rotatedAt: undefined,
          ...args,
          name: nameOr(args.name, name, LONGEST_NAME),
          __provider: PAIR_PROVIDER_REFERENCE,
        },
        pulumi.mergeOptions(opts, { additionalSecretOutputs: ["keys"] }),
      );
    } catch (error) {
      resume(error);
      throw error;
    }
    resume();
  }
}

/** JetEmail's 64, less a suffix for each key. */
const LONGEST_NAME = 62;
