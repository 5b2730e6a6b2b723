// The first screen: use one's own AWS profiles, or try the sandbox. Two choices, one key each.
import { useEffect, useRef } from 'react';
import { openSandbox } from '../access/access-actions.ts';
import { useSandboxStart } from '../access/sandbox-start.ts';
import { runCommand } from '../commands/run-command.ts';
import { ErrorCard } from '../errors/error-card.tsx';
import { loadProfiles, useProfiles } from '../stores/profiles.ts';
import type { ProfilesState } from '../stores/profiles.ts';
import { GateMark } from '../ui/gate-mark.tsx';
import './first-run.css';

export function FirstRun() {
  const profiles = useProfiles();
  const sandbox = useSandboxStart();
  const count = ownProfiles(profiles);
  const none = profiles.kind === 'ready' && count === 0;
  const preferred = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    preferred.current?.focus({ preventScroll: true });
  }, [none]);
  // The person may have been away to add a profile.
  useEffect(() => {
    const reread = (): void => void loadProfiles();
    window.addEventListener('focus', reread);
    return () => {
      window.removeEventListener('focus', reread);
    };
  }, []);
  return (
    <main className="first-run">
      <div className="first-box">
        <GateMark size={64} />
        <h1>Reach what has no public address</h1>
        <p className="first-lead">
          Shells, desktops and ports of EC2 instances in private subnets, over Session Manager and EC2
          Instance Connect. Nothing else to install.
        </p>
        <div className="choices">
          <button
            ref={none ? null : preferred}
            type="button"
            className={none ? 'choice' : 'choice preferred'}
            onClick={() => {
              runCommand('choose-profile');
            }}
          >
            <b>Use my AWS profiles</b>
            <span>{profileWords(profiles, count)}</span>
          </button>
          <button
            ref={none ? preferred : null}
            type="button"
            className={none ? 'choice preferred' : 'choice'}
            aria-busy={sandbox.kind === 'starting'}
            onClick={openSandbox}
          >
            <b>
              Try the sandbox
              {sandbox.kind === 'starting' && <i className="spinner" />}
            </b>
            <span role={sandbox.kind === 'starting' ? 'status' : undefined}>
              {sandbox.kind === 'starting'
                ? 'Starting a small AWS on this machine…'
                : 'A small AWS on this machine: eight instances and real shells. No account.'}
            </span>
          </button>
        </div>
        {sandbox.kind === 'failed' && <ErrorCard error={sandbox.error} onRetry={openSandbox} />}
        {profiles.kind === 'failed' && (
          <ErrorCard error={profiles.error} onRetry={() => void loadProfiles()} />
        )}
        {none && (
          <p className="first-help dim">
            To add one: run <code>aws configure sso</code> or <code>aws configure</code> if you have the AWS
            CLI, or write an AWS profile into <code>~/.aws/config</code>. Sallyport reads the files when you
            come back.
          </p>
        )}
      </div>
    </main>
  );
}

/** Those of the config files: the sandbox and the environment are always listed. */
function ownProfiles(state: ProfilesState): number {
  if (state.kind !== 'ready') return 0;
  return state.profiles.filter(({ kind }) => kind !== 'sandbox' && kind !== 'environment').length;
}

function profileWords(state: ProfilesState, count: number): string {
  switch (state.kind) {
    case 'loading':
      return 'Looking in ~/.aws…';
    case 'failed':
      return 'The files in ~/.aws could not be read.';
    case 'ready':
      if (count === 0) return 'No AWS profiles in ~/.aws yet. See below how to add one.';
      return `${count} ${count === 1 ? 'AWS profile' : 'AWS profiles'} found in ~/.aws. Nothing is copied; the AWS CLI’s sign-in is shared.`;
  }
}
