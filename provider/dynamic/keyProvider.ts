import type { dynamic } from "@pulumi/pulumi";
import { JetEmailError } from "../errors/jetEmailError";
import { adopt } from "../key/adopt";
import { check, isCreation } from "../key/check";
import { NEW } from "../key/conflictAdvice";
import { create } from "../key/create";
import { deleteKey } from "../key/delete";
import { diff } from "../key/diff";
import type { Arguments } from "../key/model";
import type { Outputs } from "../key/outputs";
import { read } from "../key/read";
import { keyArguments } from "../key/schema";
import { update } from "../key/update";
import type { Session } from "../run/run";
import { UNKNOWN } from "../values/unknown";
import { attempt, secret, tell } from "./errorBoundary";
import { keepTakenOver } from "./keepTakenOver";

/**
 * The shell of a `TransactionalKey`: turns Pulumi's protocol into plain calls and lets nothing out that is not meant to
 * be printed or stored.
 */
export function createKeyProvider(session: Session): dynamic.ResourceProvider {
  return {
    async configure(request) {
      session.configure(request);
    },

    async check(olds, news) {
      const { __provider, replaceOnChanges, ...given } = news;
      const { inputs, failures } = check(keyArguments, olds, given);
      if (typeof olds.name === "string") {
        session.claims.expect(inputs.rotatedAt, [olds.name]);
      }
      const isToBeCreated = isCreation(olds) && failures.length === 0;
      if (isToBeCreated) {
        session.creates.announce();
      }
      const adopted = isToBeCreated ? inputs.adopt : undefined;
      const held =
        typeof adopted === "string" && adopted !== UNKNOWN && adopted !== NEW ? session.held.want(adopted) : undefined;
      return {
        inputs: { ...inputs, __provider, ...(replaceOnChanges !== undefined && { replaceOnChanges }) },
        failures: [
          ...session.problems(given.account),
          ...failures,
          ...(held ? [{ property: "adopt", reason: held }] : []),
        ],
      };
    },

    async diff(id, olds, news) {
      return attempt(`compare the key "${olds.name}"`, news, sealed, async () => {
        session.held.hold(id, olds.rotatedAt);
        session.claims.claim(id);
        // What is half-made has no uuid yet.
        session.claims.claim(olds.apiToken);
        session.claims.identified(news.rotatedAt);
        return diff(olds as Outputs, news as Arguments, news.replaceOnChanges);
      });
    },

    async create(inputs) {
      return attempt(`create the key "${inputs.name}"`, inputs, sealed, () =>
        session.creates.run(async () => {
          const client = session.client(inputs.account);
          if (!isAdoption(inputs)) {
            const { id, outs } = await create(client, inputs as Arguments, session.ledger(inputs.account));
            return { id, outs: sealed(outs) };
          }
          const problem = session.held.problemOfAdopting(inputs.adopt);
          if (problem) {
            throw new JetEmailError(`adopt: ${problem}.`);
          }
          const { id, outs, changes } = await adopt(client, inputs, (taken) => session.held.adopt(taken));
          tell(
            `Adopted the JetEmail key "${outs.name}" (${id}): ${changes.join(", ") || "its settings stay as they are"}.`,
          );
          return { id, outs: sealed(outs) };
        }),
      );
    },

    async read(id, props = {}) {
      return attempt("read the key", props, sealed, async () => {
        const key = await read(session.client(props.account), id, props as Partial<Outputs>);
        // An empty id takes the resource out of the state.
        return key ? { id: key.id, props: sealed(key.outs), inputs: { ...key.inputs } } : { id: "", props: {} };
      });
    },

    async update(id, olds, news) {
      return attempt(`update the key "${olds.name}"`, news, sealed, async () => {
        const { __provider, ...known } = olds;
        const client = session.client(known.account);
        return { outs: sealed(await update(client, id, known as Outputs, news as Arguments)) };
      });
    },

    async delete(id, props) {
      if (keepTakenOver(session.held, id, props.name, props.rotatedAt)) {
        return;
      }
      await attempt(`delete the key "${props.name}"`, props, sealed, async () => {
        if (session.held.isWanted(id)) {
          throw new JetEmailError("Another resource of the program has it in `adopt`, and has not taken it over.");
        }
        await deleteKey(session.client(props.account), id, props as Outputs);
      });
    },
  };
}

function isAdoption(inputs: object): inputs is Arguments & { adopt: string } {
  return "adopt" in inputs && inputs.adopt !== NEW;
}

function sealed({ apiToken, ...outs }: Outputs) {
  return { ...outs, apiToken: secret(apiToken) };
}
