import { printable } from "../errors/printable";
import type { HeldKeys } from "../run/heldKeys";
import { tell } from "./errorBoundary";

/** Whether a key that is to be deleted stays, since another resource took it over; then the user is told. */
export function keepTakenOver(held: HeldKeys, id: string, name: unknown, rotatedAt: string): boolean {
  const isKept = held.wasAdopted(id) || held.isHeldBesides(id, rotatedAt);
  if (isKept) {
    tell(
      `The JetEmail key "${printable(String(name))}" (${id}) stays: another resource adopted it in this update, or in one that was interrupted.`,
    );
  }
  return isKept;
}
