import path from "node:path";

/** The root of this repository. */
export const repository = path.resolve(__dirname, "..", "..");
