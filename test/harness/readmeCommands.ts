/** The blocks of a page that are marked `sh`, or those under one heading. */
export function shellBlocks(page: string, heading?: string): string[] {
  const sections = page.split(/^## /m);
  const text = heading === undefined ? page : (sections.find((section) => section.startsWith(`${heading}\n`)) ?? "");
  return [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = ""]) => block);
}

/** What a page tells to type: the lines of its blocks, without comments. */
export function shellCommands(page: string): string[] {
  return shellBlocks(page)
    .flatMap((block) => block.split("\n"))
    .map((line) => line.replace(/(^|\s+)#.*/, "").trim())
    .filter((line) => line !== "");
}
