/** For a test whose language may first have its packages downloaded and compiled, on a slow machine. */
export const LIMIT = 20 * 60_000;
