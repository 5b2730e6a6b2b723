// The local port: asked of main while it is typed, so that a port in use is known before the tunnel is saved.
import { useEffect, useState } from 'react';
import type { TargetId, TunnelId } from '../../shared/ids.ts';
import type { LocalPortCheck } from '../../shared/saved-tunnel.ts';
import { call } from '../bridge/client.ts';
import { Field } from './form-field.tsx';
import { parsePort } from './tunnel-direction.ts';
import { localPortText } from './tunnel-form.ts';
import type { TunnelForm } from './tunnel-form-values.ts';

interface LocalPortFieldProps {
  readonly form: TunnelForm;
  readonly tunnelId: TunnelId | null;
  readonly targetId: TargetId | null;
  readonly problem: string | undefined;
  readonly set: (patch: Partial<TunnelForm>) => void;
}

/** After the last key, so that half a number is not asked about. */
const ASK_AFTER_MS = 250;

export function LocalPortField({ form, tunnelId, targetId, problem, set }: LocalPortFieldProps) {
  const text = localPortText(form);
  const check = usePortCheck(tunnelId, targetId, parsePort(text));
  const use = check?.use;
  return (
    <Field
      label="Local port"
      problem={problem ?? (use?.kind === 'not-allowed' ? use.reason : undefined)}
      hint={
        use?.kind === 'in-use' ? (
          <span className="tone-warn" role="status">
            Used by {use.holder}.{' '}
            {use.nextFreePort !== null && (
              <button
                type="button"
                className="text-button"
                onClick={() => {
                  set({ localPort: String(use.nextFreePort) });
                }}
              >
                Use {use.nextFreePort}
              </button>
            )}
          </span>
        ) : use?.kind === 'free' ? (
          <span className="mono">{`${check?.address ?? ''}:${text}`}</span>
        ) : text === '' ? (
          'Any free port, then always that one.'
        ) : null
      }
    >
      {(props) => (
        <input
          {...props}
          className="text-field mono"
          inputMode="numeric"
          value={text}
          onChange={(event) => {
            set({ localPort: event.target.value });
          }}
        />
      )}
    </Field>
  );
}

function usePortCheck(
  tunnelId: TunnelId | null,
  targetId: TargetId | null,
  port: number | null,
): LocalPortCheck | null {
  const [check, setCheck] = useState<{ readonly port: number; readonly answer: LocalPortCheck } | null>(null);
  useEffect(() => {
    if (targetId === null || port === null) return undefined;
    const life = new AbortController();
    const timer = setTimeout(() => {
      call('tunnels.check-port', { tunnelId, targetId, port }, { signal: life.signal })
        .then((answer) => {
          setCheck({ port, answer });
        })
        .catch(() => undefined); // only a hint: starting the tunnel says the same, with a button
    }, ASK_AFTER_MS);
    return () => {
      clearTimeout(timer);
      life.abort();
    };
  }, [tunnelId, targetId, port]);
  return check !== null && check.port === port ? check.answer : null;
}
