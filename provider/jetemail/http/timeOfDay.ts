/** A time as the user's clock shows it, such as 14:32:05; of another day than today with its date. */
export function timeOfDay(time: Date): string {
  const isToday = time.toDateString() === new Date().toDateString();
  const text = time.toTimeString().slice(0, 8);
  return isToday ? text : `${text} of ${time.toDateString()}`;
}
