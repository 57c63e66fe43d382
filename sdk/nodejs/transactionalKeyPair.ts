import * as pulumi from "@pulumi/pulumi";
import { LIMITS } from "../../provider/values/limits";
import type { TransactionalKeyPairArgs } from "./keyArguments";
import { hasType, onRegistered, registration } from "./keyResource";
import { PAIR_PROVIDER_REFERENCE } from "./providerReference";
import { suspendStackTraces } from "./stackTraces";

/**
 * Two keys of JetEmail with the same settings, for zero-downtime rotation: a changed `rotationTrigger`, or an elapsed
 * `rotateAfterDays`, rotates the key that is *not* current and makes it current. The previous token stays valid until the
 * next rotation.
 *
 * Use a pair where consumers pick up a new token later than the update that issues it: a deployment, a secret store, a
 * service that reads its configuration at start. A single `TransactionalKey` is enough where the token is never rotated,
 * or where a rotation has to revoke the old token at once.
 *
 * A changed setting updates both keys in place, another `account` replaces both. An update that fails halfway leaves the
 * previously current token as it is, and the next one completes it.
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
    return hasType(value, TransactionalKeyPair);
  }

  /** The current token. A secret. Changes with every rotation, and with nothing else. */
  readonly apiToken: pulumi.Output<string>;
  /** The previous token, valid until the next rotation. At first one that nobody has used. A secret. */
  readonly previousApiToken: pulumi.Output<string>;
  /** Which of the two keys is current: `a` at first, then the other with every rotation. */
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
    const both = pulumi.all([keys.keys, keys.current]);
    this.current = keys.current;
    // A key is missing after it was deleted outside Pulumi, and both are where a user's mocks return none.
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

/** Both keys in one resource: Pulumi saves them together, so no interruption can separate a token from its role. */
class PairOfKeys extends pulumi.CustomResource {
  declare readonly keys: pulumi.Output<{ a?: KeyOfPair; b?: KeyOfPair } | undefined>;
  declare readonly current: pulumi.Output<"a" | "b">;
  declare readonly tokenFingerprint: pulumi.Output<string>;
  declare readonly rotatedAt: pulumi.Output<string>;

  constructor(name: string, args: TransactionalKeyPairArgs, opts: pulumi.CustomResourceOptions) {
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
  type: "pulumi-nodejs:dynamic/jetemail:TransactionalKeyPair",
  provider: PAIR_PROVIDER_REFERENCE,
  outputs: ["keys", "current", "tokenFingerprint", "rotatedAt"],
  secretOutputs: ["keys"],
  maxNameLength: LIMITS.pairName,
};
