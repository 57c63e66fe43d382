import { JetEmailError } from "../errors/jetEmailError";
import { printable } from "../errors/printable";
import { differences } from "../key/model";
import { other, type PairOutputs } from "./model";

/**
 * A pair has the settings of its current key, so its first update would give them to the other key, whose restrictions it may
 * lift.
 * @throws JetEmailError if the settings of the two keys differ, but for their names.
 */
export function assertSameSettings({ keys, current }: PairOutputs): void {
  const [now, previous] = [keys[current], keys[other(current)]];
  const differing = now && previous ? differences(now, previous).filter((name) => name !== "name") : [];
  if (now && previous && differing.length > 0) {
    const lines = differing.map((name) =>
      printable(`${name}: ${JSON.stringify(now[name])} and ${JSON.stringify(previous[name])}`),
    );
    throw new JetEmailError(
      811,
      `The keys "${printable(now.name)}" (${now.id}) and "${printable(previous.name)}" (${previous.id}) have different settings, and the keys of a pair have the same. Nothing was imported. Give them the same settings in JetEmail's dashboard (${lines.join(", ")}), or import each as a \`TransactionalKey\`.`,
    );
  }
}
