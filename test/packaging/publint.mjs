// A program of its own, because publint is an ES module, which jest does not load.
import { readFile } from "node:fs/promises";
import { publint } from "publint";

const [tarball] = process.argv.slice(2);
const { buffer } = new Uint8Array(await readFile(tarball));
const { messages } = await publint({ pack: { tarball: buffer }, strict: true });
process.stdout.write(JSON.stringify(messages));
