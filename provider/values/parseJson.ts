const BYTE_ORDER_MARK = /^\ufeff/;

/** `undefined` if the text is not JSON. The parser's own message is dropped: it quotes the text, which can hold secrets. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(BYTE_ORDER_MARK, "")) as unknown;
  } catch {
    return undefined;
  }
}
