// The environment of programs that are not part of us. What is said to us (credentials, our switches, Electron's) is none
// of their business, and ELECTRON_RUN_AS_NODE makes an editor that is built on Electron start as something else.

/** Windows takes names in any case. */
const OURS = /^(AWS|SALLYPORT|ELECTRON)_/i;

export function outsideEnv(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !OURS.test(name)));
}
