// What the page may prepare but only a person may let happen, in the words of the question. Pure.
import type { DesktopLaunch } from '../connection/desktop.ts';
import type { SavedTunnel } from '../../shared/saved-tunnel.ts';
import { TARGET_LOOPBACK, type ToHere } from '../../shared/tunnel.ts';

export interface ConsentQuestion {
  readonly message: string;
  readonly detail: string;
  /** The button that agrees; the other one is Cancel. */
  readonly yes: string;
}

export interface Deed {
  readonly use: 'run-for-tunnel' | 'run-for-editing' | 'run-for-desktop' | 'share-disks' | 'lead-here';
  /** Which one exactly. Whatever the page can choose of it and that matters belongs in here. */
  readonly about: readonly string[];
  readonly question: ConsentQuestion;
  /** A sentence: what does not happen without consent. */
  readonly refused: string;
}

const LONGEST_NAME = 100;

/** `user` and what else is filled in can do harm where the command is a shell's: it is part of what is agreed to. */
export function runForTunnel(command: string, user: string | null): Deed {
  return run('run-for-tunnel', command, { user }, 'A tunnel has it as its own command.');
}

export function runForEditing(command: string): Deed {
  return run(
    'run-for-editing',
    command,
    {},
    'It is the editor in the settings, for files of your instances.',
  );
}

/** Null: a known client, and nothing of this computer but what every client is given. */
export function deedOfLaunch({ access, targetId, client, command, request }: DesktopLaunch): Deed | null {
  const { credentials, instanceName, options } = request;
  if (client === 'custom') {
    const values = { user: credentials.userName, name: instanceName };
    return run('run-for-desktop', command ?? '', values, 'A desktop has it as its own RDP client.');
  }
  if (!options.drives) return null;
  return {
    use: 'share-disks',
    about: [targetId],
    question: {
      message: `Share the disks of this computer with ${nameOf(instanceName)}?`,
      detail: `${placeOf(targetId, access)} could read and change your files for as long as its desktop is open. Share them only with an instance that you trust.`,
      yes: 'Share',
    },
    refused: 'The desktop was not opened: it would have shared the disks of this computer.',
  };
}

export function leadHere(
  { targetId, targetName, access }: Pick<SavedTunnel, 'targetId' | 'targetName' | 'access'>,
  { listenAddress, listenPort, host, port }: ToHere,
): Deed {
  const where = `${host ?? 'localhost'}:${port}`;
  const reaches = host === null ? `port ${port} of this computer` : `${visible(where)} from this computer`;
  const listening = listenAddress ?? TARGET_LOOPBACK;
  const listens = listenPort === null ? `a free port of ${listening}` : `${listening}:${listenPort}`;
  return {
    use: 'lead-here',
    about: [targetId, listenAddress ?? '', String(listenPort ?? ''), host ?? '', String(port)],
    question: {
      message: `Let ${nameOf(targetName ?? targetId)} reach ${reaches}?`,
      detail: `A tunnel leads from ${visible(listens)} on ${placeOf(targetId, access)} to ${visible(where)} as this computer reaches it. Whoever can connect there can use it while the tunnel is on.`,
      yes: 'Allow',
    },
    refused: 'The tunnel was not opened: it would have led from the instance to this computer.',
  };
}

/** `values`: what the places in braces stand for that are not chosen by main. */
function run(
  use: Deed['use'],
  command: string,
  values: Readonly<Record<string, string | null>>,
  whose: string,
): Deed {
  const filled = Object.entries(values).filter(([name]) => command.includes(`{${name}}`));
  const lines = filled.map(([name, value]) => `{${name}} is ${visible(value ?? '')}`);
  return {
    use,
    about: [command, ...filled.flatMap(([name, value]) => [name, value ?? ''])],
    question: {
      message: 'Run this program?',
      detail: [
        [visible(command), ...lines].join('\n'),
        `${whose} Run it only if you know it: it can do whatever you can.`,
      ].join('\n\n'),
      yes: 'Run',
    },
    refused: 'The program was not started.',
  };
}

function placeOf(targetId: string, { profileId, region }: DesktopLaunch['access']): string {
  return visible(`${targetId} (${profileId.replace(/^profile:/, '')}, ${region})`);
}

function nameOf(name: string): string {
  return `“${visible(name.slice(0, LONGEST_NAME))}”`;
}

/**
 * Nothing may hide in it or move out of sight: what is no plain letter or blank shows as its code, many blanks as their
 * number, and long words may be broken where the dialog is narrower.
 */
function visible(text: string): string {
  return text
    .replace(
      /(?! )[\p{C}\p{Z}]/gu,
      (letter) => `<U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`,
    )
    .replace(/ {4,}/g, (blanks) => `<${blanks.length} blanks>`)
    .replace(/\S{40}(?=\S)/gu, '$&\u200b');
}
