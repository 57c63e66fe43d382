import { ipPattern } from "./createKeyRequest";

const longestDomain = 253;
const longestLabel = 63;
const alphanumeric = /^[a-zA-Z0-9]$/;
const alphanumericOrHyphen = /^[a-zA-Z0-9-]$/;
const anyButLineEnd = /^.$/u;
const topLevel = /^[a-zA-Z]{2,}$/;
const ip = new RegExp(ipPattern, "u");

/**
 * Decides the published domain pattern without running it: on "aaaa…1" it tries every way to cut the text, which takes
 * hours from about 60 characters on. Here each position is visited once. Text longer than any domain is refused.
 */
export function matchesDomainPattern(text: string): boolean {
  if (text.length > longestDomain) return false;
  const characters = [...text];
  // Where a "label and any character" can end, and so the next one, or the top-level label, can begin.
  const starts = new Set([0]);
  for (const start of starts) {
    if (start > 0 && topLevel.test(characters.slice(start).join(""))) return true;
    for (const end of labelEnds(characters, start)) {
      if (anyButLineEnd.test(characters[end] ?? "")) starts.add(end + 1);
    }
  }
  return false;
}

function* labelEnds(characters: readonly string[], start: number): Generator<number> {
  for (let at = start; at < start + longestLabel; at += 1) {
    const character = characters[at] ?? "";
    if (alphanumeric.test(character)) yield at + 1;
    else if (at === start || !alphanumericOrHyphen.test(character)) return;
  }
}

/** The published address pattern, with its quirks. Each of its repetitions is bounded, so running it is safe. */
export function matchesIpPattern(text: string): boolean {
  return ip.test(text);
}
