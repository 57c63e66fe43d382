/** Thrown if this machine cannot run a system, with the reason. */
export class Unavailable extends Error {
  override name = "Unavailable";
}
