// The programs that come with Windows, by their whole path: a bare name is looked for in the current folder first, where
// anybody may have put a program of that name.
import path from 'node:path';

export function system32(env: NodeJS.ProcessEnv): string {
  return path.win32.join(env['SystemRoot'] ?? 'C:\\Windows', 'System32');
}
