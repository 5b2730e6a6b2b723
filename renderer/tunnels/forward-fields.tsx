// Where a tunnel leads and which local port it opens: a part of tunnel-dialog.
import type { TargetId, TunnelId } from '../../shared/ids.ts';
import { Field } from './form-field.tsx';
import { LocalPortField } from './local-port-field.tsx';
import type { FormProblems, TunnelForm } from './tunnel-form-values.ts';

interface ForwardFieldsProps {
  readonly form: TunnelForm;
  readonly problems: FormProblems;
  readonly set: (patch: Partial<TunnelForm>) => void;
  readonly tunnelId: TunnelId | null;
  readonly targetId: TargetId | null;
  readonly isNew: boolean;
}

export function ForwardFields({ form, problems, set, tunnelId, targetId, isNew }: ForwardFieldsProps) {
  return (
    <div className={form.leadsTo === 'host' ? 'tunnel-pair host' : 'tunnel-pair'}>
      {form.leadsTo === 'host' && (
        <Field label="Host" problem={problems.host}>
          {(props) => (
            <input
              {...props}
              className="text-field mono"
              placeholder="orders.cluster.eu-west-1.rds.amazonaws.com"
              spellCheck={false}
              value={form.host}
              onChange={(event) => {
                set({ host: event.target.value });
              }}
            />
          )}
        </Field>
      )}
      {form.leadsTo !== 'socks' && (
        <Field label="Port there" problem={problems.remotePort}>
          {(props) => (
            <input
              {...props}
              className="text-field mono"
              inputMode="numeric"
              placeholder="5432"
              data-first-focus={form.target !== '' && isNew ? '' : undefined}
              value={form.remotePort}
              onChange={(event) => {
                set({ remotePort: event.target.value });
              }}
            />
          )}
        </Field>
      )}
      <LocalPortField
        form={form}
        tunnelId={tunnelId}
        targetId={targetId}
        problem={problems.localPort}
        set={set}
      />
    </div>
  );
}
