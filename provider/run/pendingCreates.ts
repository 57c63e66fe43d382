/**
 * The creates of a run, as far as the provider process can tell: Pulumi checks a resource as soon as the program declares
 * it, and calls for its creation when the engine gets to it, so many at once.
 */
export class Creates {
  #announced = 0;
  #underWay = 0;
  #most = 0;

  /** A create will follow, unless this is a preview or the update ends early. */
  announce(): void {
    this.#announced++;
  }

  async run<Result>(create: () => Promise<Result>): Promise<Result> {
    this.#announced = Math.max(0, this.#announced - 1);
    this.#underWay++;
    this.#most = Math.max(this.#most, this.#underWay);
    try {
      return await create();
    } finally {
      this.#underWay--;
    }
  }

  /**
   * Whether it costs nothing to let so many creates wait for others: while the rest of what the engine works on at once
   * is still to come, it has enough to do.
   */
  mayWait(waiting: number): boolean {
    return this.#announced > 0 && waiting < this.#most / 2;
  }
}
