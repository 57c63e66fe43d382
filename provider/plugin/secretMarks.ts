import { isMarked, secret, unmarked } from "../shell/secrets";
import type { Values } from "./values";

/** Pulumi's marks of secrets, wherever they stand in values: the lifecycle takes none, and its results get them again. */

/** The same values without marks. */
export function withoutMarks<Value>(value: Value): Value {
  const plain = unmarked(value);
  if (Array.isArray(plain)) {
    return plain.map(withoutMarks) as Value;
  }
  const isScalar = typeof plain !== "object" || plain === null;
  return (
    isScalar ? plain : Object.fromEntries(Object.entries(plain).map(([name, item]) => [name, withoutMarks(item)]))
  ) as Value;
}

/**
 * Marks what other values mark under the same names, as Pulumi does itself for a provider that it hands no marks: of
 * anything but an object, as a whole.
 */
export function markedLike(values: Values, marks: Values): Values {
  const marked = (value: unknown, mark: unknown): unknown => {
    if (isObject(value) && isObject(mark)) {
      return markedLike(value, mark);
    }
    return hasMark(mark) && !isMarked(value) && value !== undefined ? secret(value) : value;
  };
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      Object.hasOwn(marks, name) ? marked(value, marks[name]) : value,
    ]),
  );
}

/** Marks every value. */
export function allMarked(values: Values): Values {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, isMarked(value) ? value : secret(value)]),
  );
}

/** Whether anything in a value is marked. */
export function hasMark(value: unknown): boolean {
  return isMarked(value) || (typeof value === "object" && value !== null && Object.values(value).some(hasMark));
}

/** The names of the values in which something is marked. */
export function markedNames(values: Values): string[] {
  return Object.keys(values).filter((name) => hasMark(values[name]));
}

function isObject(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isMarked(value);
}
