// Preloaded into Node processes by tests: moves their clock by CLOCK_DAYS.
const offset = Number(process.env.CLOCK_DAYS ?? 0) * 24 * 60 * 60 * 1000;
const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...args) {
    super(...(args.length === 0 ? [RealDate.now() + offset] : args));
  }
  static now() {
    return RealDate.now() + offset;
  }
};
