// Preloaded into Node processes by tests: one that has read a token throws what nobody catches.
const parse = JSON.parse;
JSON.parse = (text, ...rest) => {
  if (String(text).includes("transactional_")) {
    process.nextTick(() => {
      throw new Error("crashed by a test");
    });
  }
  return parse(text, ...rest);
};
