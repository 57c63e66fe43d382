/** A system that this machine cannot run, and why. */
export class Unavailable extends Error {
  override name = "Unavailable";
}
