import { IP_PATTERN } from "./createKeyRequest";

const LONGEST_DOMAIN = 253;
const LONGEST_LABEL = 63;
const ALPHANUMERIC = /^[a-zA-Z0-9]$/;
const ALPHANUMERIC_OR_HYPHEN = /^[a-zA-Z0-9-]$/;
const ANY_BUT_LINE_END = /^.$/u;
const TOP_LEVEL = /^[a-zA-Z]{2,}$/;
const IP = new RegExp(IP_PATTERN, "u");

/**
 * Decides the published domain pattern without running it: on "aaaa…1" it tries every way to cut the text, which takes
 * hours from about 60 characters on. Here each position is visited once. Text longer than any domain is refused.
 */
export function matchesDomainPattern(text: string): boolean {
  if (text.length > LONGEST_DOMAIN) {
    return false;
  }
  const characters = [...text];
  // Where a "label and any character" can end, and so the next one, or the top-level label, can begin.
  const starts = new Set([0]);
  for (const start of starts) {
    if (start > 0 && TOP_LEVEL.test(characters.slice(start).join(""))) {
      return true;
    }
    for (const end of labelEnds(characters, start)) {
      if (ANY_BUT_LINE_END.test(characters[end] ?? "")) {
        starts.add(end + 1);
      }
    }
  }
  return false;
}

function* labelEnds(characters: readonly string[], start: number): Generator<number> {
  for (let at = start; at < start + LONGEST_LABEL; at++) {
    const character = characters[at] ?? "";
    if (ALPHANUMERIC.test(character)) {
      yield at + 1;
    } else if (at === start || !ALPHANUMERIC_OR_HYPHEN.test(character)) {
      return;
    }
  }
}

/** The published address pattern, with its quirks. Each of its repetitions is bounded, so running it is safe. */
export function matchesIpPattern(text: string): boolean {
  return IP.test(text);
}
