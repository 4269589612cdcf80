/** Looks at payloads that a schema cannot take. */

/** Whether no number is below the one before. */
export function isAscending(numbers: readonly number[]): boolean {
  return numbers.every((value, index) => index === 0 || (numbers[index - 1] ?? value) <= value);
}
