// Takes secrets out of text and facts before they reach a log or a report, whoever put them there.
// The text may come from a hostile far side: each pattern begins at the border of a word or is bounded, so that its
// time grows with the text and not with its square or cube.

const MASK = '[secret]';
const SECRET_NAME =
  /token|secret|password|passphrase|credential|authorization|signature|private.?key|cookie/i;

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  // PEM private keys.
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g, MASK],
  // SigV4 header and presigned query parameters.
  [/\bAWS4-HMAC-SHA256[^\r\n"']*/g, MASK],
  [/\b(Signature=)[0-9a-f]{16,}/gi, `$1${MASK}`],
  [/\b(X-Amz-(?:Signature|Security-Token|Credential)(?:=|%3D))[^&\s"']+/gi, `$1${MASK}`],
  // The query of a stream URL is a secret as a whole; so is user info in any URL.
  // Up to the next such URL only: what repeats its beginning is read once.
  [/\b(wss?:\/\/(?:(?!wss?:\/\/)[^\s"'?]){1,2000}\?)[^\s"'<>]+/gi, `$1${MASK}`],
  [/\b([a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/@"']+@/gi, `$1${MASK}@`],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${MASK}`],
  // JSON or key=value with a telling name: "TokenValue":"…", secretAccessKey: '…', password=…, also where it was cut off.
  [
    /(?<![\w-])(?=[\w-]*(?:token|secret|password|passphrase|cookie|authorization|plaintext))([\w-]+\\?["']?\s*[:=]\s*)(?!["'\\]*\[secret\])(\\?"(?:[^"\\]|\\[^"])*(?:\\?"|\\?$)|'[^']*(?:'|$)|[^\s,;&"'}\]]+)/gi,
    `$1${MASK}`,
  ],
  [/(?<![\w-])eyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]+)?/g, MASK], // JSON Web Tokens
  // Access key ids name an account's key; the last four characters are enough to tell two apart.
  [/\b(A(?:KIA|SIA|IDA|ROA))[A-Z0-9]{8,}([A-Z0-9]{4})\b/g, '$1…$2'],
  // A secret access key is 40 base64 characters; a commit or SHA-1 (hex only) may stay.
  [/(?<![\w/+=])(?![0-9a-f]{40}(?![\w/+=]))[A-Za-z0-9/+]{40}(?![\w/+=])/g, MASK],
  // Long unbroken base64, as session tokens and data keys are.
  [/[A-Za-z0-9+/_-]{120,}={0,2}/g, MASK],
];

/** As much as a report holds; what is longer is cut off, as nobody reads it. */
const MAX_CHARACTERS = 512 * 1024;

export function redactText(text: string): string {
  let safe = text.slice(0, MAX_CHARACTERS);
  for (const [pattern, replacement] of PATTERNS) safe = safe.replace(pattern, replacement);
  return safe;
}

/** True for a name whose value is not to be shown whatever it looks like. */
function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

export function redactFact(name: string, value: string): string {
  return isSecretName(name) ? MASK : redactText(value);
}
