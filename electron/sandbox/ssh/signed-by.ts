// Whether a person who signs in to one of our SSH servers has shown a known key, and then that it is theirs.
import ssh2, { type AuthContext } from 'ssh2';

/** `keys`: `<type> <base64>` each. True as well when the client only asks whether a known key would do. */
export function isSignedBy(context: AuthContext, keys: readonly string[]): boolean {
  if (context.method !== 'publickey') return false;
  const base64 = context.key.data.toString('base64');
  if (!keys.some((key) => key.split(' ')[1] === base64)) return false;
  if (context.signature === undefined || context.blob === undefined) return true;
  const key = ssh2.utils.parseKey(context.key.data);
  if (key instanceof Error) return false;
  return key.verify(context.blob, context.signature, context.hashAlgo) === true;
}
