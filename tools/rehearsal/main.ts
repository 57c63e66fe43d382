import { Rehearsal } from "./rehearsal";
import { play } from "./story";

/** `npm run rehearse`: the way of a commit through three environments, on this machine. */
async function main(): Promise<void> {
  const rehearsal = await Rehearsal.create((text) => process.stdout.write(text));
  try {
    await play(rehearsal);
    process.stdout.write(`\n${rehearsal.steps} steps, all as expected\n`);
  } finally {
    await rehearsal.close();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
