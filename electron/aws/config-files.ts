// Reads the shared AWS files (config and credentials) anew at every call. Parsing is the SDK's own, so that what is
// listed here is what its credential providers will use; this file adds what that parser hides: why a file was unusable.
import { readFile, stat } from 'node:fs/promises';
import { devNull, homedir } from 'node:os';
import path from 'node:path';
import { CONFIG_PREFIX_SEPARATOR, loadSharedConfigFiles } from '@smithy/core/config';
import { AppError } from '../../shared/app-error.ts';

/** Far above any real file (a thousand profiles are 200 KB); a larger one is something else. */
const MAX_FILE_BYTES = 8 * 1024 * 1024;

export type Section = Readonly<Record<string, string | undefined>>;

export interface ConfigFiles {
  /** By name, the credentials file laid over the config file (AWS's precedence). */
  readonly profiles: ReadonlyMap<string, Section>;
  readonly ssoSessions: ReadonlyMap<string, Section>;
  /** `[services x]`: keys such as `ssm.endpoint_url`. */
  readonly services: ReadonlyMap<string, Section>;
  /** What was wrong with a file as a whole (`aws/profile-invalid`). A missing file is not a problem. */
  readonly problems: readonly AppError[];
}

export interface ConfigFilePaths {
  readonly configFile: string;
  readonly credentialsFile: string;
}

export function configFilePaths(env: NodeJS.ProcessEnv): ConfigFilePaths {
  const home = env['HOME'] ?? env['USERPROFILE'] ?? homedir();
  const resolve = (given: string | undefined, name: string): string => {
    if (given === undefined || given === '') return path.join(home, '.aws', name);
    return given.startsWith('~/') ? path.join(home, given.slice(2)) : given;
  };
  return {
    configFile: resolve(env['AWS_CONFIG_FILE'], 'config'),
    credentialsFile: resolve(env['AWS_SHARED_CREDENTIALS_FILE'], 'credentials'),
  };
}

/** Never rejects: whatever cannot be read is in `problems`. */
export async function readConfigFiles(paths: ConfigFilePaths): Promise<ConfigFiles> {
  const problems = (
    await Promise.all([inspectFile(paths.configFile), inspectFile(paths.credentialsFile)])
  ).filter((problem) => problem !== null);
  // The SDK answers `{}` for a file that it cannot read or parse; `problems` says why.
  const loaded = await loadSharedConfigFiles({
    configFilepath: await notAPipe(paths.configFile),
    filepath: await notAPipe(paths.credentialsFile),
    ignoreCache: true,
  });
  const profiles = new Map<string, Section>();
  const ssoSessions = new Map<string, Section>();
  const services = new Map<string, Section>();
  for (const [key, section] of Object.entries(loaded.configFile)) {
    const [prefix, rest] = splitOnce(key);
    if (rest !== null && prefix === 'sso-session') ssoSessions.set(rest, section);
    else if (rest !== null && prefix === 'services') services.set(rest, section);
    else profiles.set(key, section);
  }
  for (const [name, section] of Object.entries(loaded.credentialsFile)) {
    profiles.set(name, { ...profiles.get(name), ...section });
  }
  return { profiles, ssoSessions, services, problems };
}

/** `sso-session.corp` → `['sso-session', 'corp']`. A profile may hold the separator in its own name. */
function splitOnce(key: string): [string, string | null] {
  const at = key.indexOf(CONFIG_PREFIX_SEPARATOR);
  return at < 0 ? [key, null] : [key.slice(0, at), key.slice(at + 1)];
}

/** Reading a pipe that nobody writes to would never end. */
async function notAPipe(file: string): Promise<string> {
  try {
    return (await stat(file)).isFIFO() ? devNull : file;
  } catch {
    return file; // the SDK finds out the same, and says nothing
  }
}

async function inspectFile(file: string): Promise<AppError | null> {
  const problem = (why: string, cause?: unknown): AppError =>
    new AppError('aws/profile-invalid', `The AWS file ${file} cannot be used.`, { detail: why, cause });
  try {
    const facts = await stat(file);
    if (facts.isDirectory()) return problem('It is a folder.');
    if (facts.isFIFO()) return problem('It is a pipe, which can be read only once.');
    if (facts.size > MAX_FILE_BYTES) return problem('It is far too large.');
    return lookForDamage(await readFile(file, 'utf8'), problem);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    return problem(error instanceof Error ? error.message : String(error), error);
  }
}

function lookForDamage(text: string, problem: (why: string) => AppError): AppError | null {
  if (text.includes('\0')) return problem('It is not a text file.');
  let insideSection = false;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    const where = `Line ${String(index + 1)}`;
    if (line === '' || line.startsWith('#') || line.startsWith(';')) continue;
    if (line.startsWith('[')) {
      // The SDK refuses the whole file for this name.
      if (line.includes('__proto__')) return problem(`${where} has a name that is not allowed.`);
      if (!/^\[[^\]]+\]\s*([#;].*)?$/.test(line))
        return problem(`${where} begins a section but does not close it.`);
      insideSection = true;
    } else if (!insideSection) {
      return problem(`${where} stands before the first section.`);
    } else if (!line.includes('=') && !/^\s/.test(raw)) {
      return problem(`${where} has no "=".`);
    }
  }
  return null;
}
