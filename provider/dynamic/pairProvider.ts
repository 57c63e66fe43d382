import type { dynamic } from "@pulumi/pulumi";
import { isCreation } from "../key/check";
import { checkPair } from "../pair/check";
import { deletePair } from "../pair/delete";
import { diffPair } from "../pair/diff";
import { other, type PairArguments, type PairOutputs, SLOTS } from "../pair/model";
import { readPair } from "../pair/read";
import { createPair, updatePair } from "../pair/update";
import type { Session } from "../run/run";
import { attempt, secret } from "./errorBoundary";
import { keepTakenOver } from "./keepTakenOver";

/** The shell of a `TransactionalKeyPair`. */
export function createPairProvider(session: Session): dynamic.ResourceProvider {
  return {
    async configure(request) {
      session.configure(request);
    },

    async check(olds, news) {
      const { __provider, ...given } = news;
      const { inputs, failures } = checkPair(olds, given);
      if (isCreation(olds) && failures.length === 0) {
        session.creates.announce();
      }
      if (typeof olds.name === "string") {
        const names = SLOTS.map((slot) => `${olds.name}-${slot}`);
        session.claims.expect(inputs.rotatedAt, names);
      }
      return { inputs: { ...inputs, __provider }, failures: [...session.problems(given.account), ...failures] };
    },

    async diff(_id, olds, news) {
      return attempt(`compare the pair "${olds.name}"`, news, sealed, async () => {
        const known = olds as PairOutputs;
        for (const key of Object.values(known.keys)) {
          session.held.hold(key.id, key.rotatedAt);
          session.claims.claim(key.id);
          session.claims.claim(key.apiToken);
        }
        session.claims.identified(news.rotatedAt);
        return diffPair(known, news as PairArguments);
      });
    },

    async create(inputs) {
      return attempt(`create the pair "${inputs.name}"`, inputs, sealed, async () => {
        const client = session.client(inputs.account);
        const { id, outs } = await session.creates.run(() =>
          createPair(client, inputs as PairArguments, session.ledger(inputs.account)),
        );
        return { id, outs: sealed(outs) };
      });
    },

    async read(id, props = {}) {
      return attempt("read the pair", props, sealed, async () => {
        const pair = await readPair(session.client(props.account), id, props as PairOutputs);
        // An empty id takes the resource out of the state.
        return pair ? { id: pair.id, props: sealed(pair.outs), inputs: pair.inputs } : { id: "", props: {} };
      });
    },

    async update(id, olds, news) {
      return attempt(`update the pair "${olds.name}"`, news, sealed, async () => {
        const { __provider, ...known } = olds;
        const client = session.client(known.account);
        return {
          outs: sealed(
            await updatePair(client, id, known as PairOutputs, news as PairArguments, session.ledger(known.account)),
          ),
        };
      });
    },

    async delete(_id, props) {
      await attempt(`delete the pair "${props.name}"`, props, sealed, () =>
        deletePair(session.client(props.account), props as PairOutputs, ({ id, name, rotatedAt }) =>
          keepTakenOver(session.held, id, name, rotatedAt),
        ),
      );
    },
  };
}

function sealed({ keys, ...outs }: PairOutputs) {
  const current = keys[outs.current];
  const previous = keys[other(outs.current)];
  return {
    ...outs,
    keys: secret(keys),
    // In clear, so that a preview and a log can tell a rotation.
    ...(current && { tokenFingerprint: current.tokenFingerprint }),
    ...(previous && { previousTokenFingerprint: previous.tokenFingerprint }),
  };
}
