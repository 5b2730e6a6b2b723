// Versions compared number by number, as the agent does.

export function isAtLeast(version: string, least: string): boolean {
  const [left, right] = [version.split('.').map(Number), least.split('.').map(Number)];
  for (let i = 0; i < Math.max(left.length, right.length); i += 1) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
