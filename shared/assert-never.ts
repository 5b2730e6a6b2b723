// Exhaustiveness as a call: a switch over a union that misses a member does not compile.

export function assertNever(value: never): never {
  throw new Error(`Unhandled case: ${JSON.stringify(value)}`);
}
